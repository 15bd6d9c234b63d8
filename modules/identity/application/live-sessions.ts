import { Injectable } from '@nestjs/common';
import { SessionEndedError } from '../domain/user.errors.js';
import type { User } from '../domain/user.js';
import { UserRepository } from '../domain/user.repository.js';
import { Sessions } from './sessions.js';

/** Looks once more, under the lock on a person, whether the session still is in which something was asked for that outlives it. */
@Injectable()
export class LiveSessions {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Whoever ends the sessions of the person, as a reset does, comes before this, or takes away what comes of it.
   * @throws {SessionEndedError}
   */
  async personIn(session: string): Promise<User> {
    const asked = await this.sessions.show(session);
    const user = asked === null ? null : await this.users.find(asked.userId);
    if (user === null || (await this.sessions.show(session)) === null) throw new SessionEndedError();
    return user;
  }
}
