import { AsyncLocalStorage } from 'node:async_hooks';
import { Clock, Ids } from '@boardwalk/domain';
import { TracedUnits } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { SignUp } from '../application/auth-endpoint.js';
import { User } from '../domain/user.js';
import { PostgresUserRepository } from './postgres-user.repository.js';

interface UnderWay {
  readonly person: SignUp;
  readonly userId: string;
  failure?: unknown;
}

/**
 * The second road to an account: better-auth writes its rows itself and calls `admit` before. This carries across it what
 * better-auth does not know (the username, the real address, the hash made beforehand) and brings the refusal back.
 */
@Injectable()
export class SignUpRoad {
  private readonly underWay = new AsyncLocalStorage<UnderWay>();

  constructor(
    private readonly users: PostgresUserRepository,
    private readonly units: TracedUnits,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @param signUp called with an address that nobody has, so that better-auth cannot tell known addresses apart */
  async take(person: SignUp, signUp: (standInAddress: string) => Promise<Response>): Promise<Response> {
    const trip: UnderWay = { person, userId: this.ids.next() };
    const response = await this.underWay.run(trip, () => signUp(`${trip.userId}@unproved.invalid`));
    // better-auth answers every failure of a hook alike; the reason is ours to tell.
    if (trip.failure !== undefined) throw trip.failure;
    return response;
  }

  /** Whether the running code belongs to somebody's sign-up. */
  isTaken(): boolean {
    return this.underWay.getStore() !== undefined;
  }

  /** The hash that was made before the transaction began; undefined for any other password. */
  hashOf(password: string): string | undefined {
    const person = this.underWay.getStore()?.person;
    return person?.password === password ? person.passwordHash : undefined;
  }

  /** Runs in better-auth's transaction, before its own insert. Returns what that insert must write. */
  async admit(): Promise<{ id: string; name: string; email: undefined; createdAt: Date; updatedAt: Date }> {
    const trip = this.underWay.getStore();
    if (trip === undefined)
      throw new Error('A user is about to be made by a road that identity does not know.');
    try {
      return await this.units.run('identity.register-user', () => this.register(trip));
    } catch (error) {
      trip.failure = error;
      throw error;
    }
  }

  private async register({ userId, person }: UnderWay) {
    const { username, email, displayName } = person;
    const now = this.clock.now();
    const user = User.register({ id: userId, username, email, displayName, source: 'password' }, now);
    await this.users.saveProfile(user);
    return { id: userId, name: user.displayName, email: undefined, createdAt: now, updatedAt: now };
  }
}
