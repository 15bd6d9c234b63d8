import { DomainError, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UsernameTakenError } from '../domain/user.errors.js';
import { User } from '../domain/user.js';
import { UserRepository } from '../domain/user.repository.js';

export interface ImportedUser {
  readonly username: string;
  readonly displayName?: string | undefined;
  readonly registeredAt: Date;
}

/** Brings people in from elsewhere, without address or password. Done again, it changes nothing. */
export class ImportUsers {
  constructor(readonly users: readonly ImportedUser[]) {}
}

export interface ImportedUserResult {
  readonly username: string;
  readonly status: 'done' | 'repeated' | 'rejected';
  /** Of the user who bears the name, or bore it; absent when it was rejected. */
  readonly userId?: string;
  /** Why it was rejected. */
  readonly reason?: string;
}

@CommandHandler(ImportUsers)
export class ImportUsersHandler implements ICommandHandler<ImportUsers> {
  constructor(
    private readonly users: UserRepository,
    private readonly ids: Ids,
  ) {}

  async execute(command: ImportUsers): Promise<ImportedUserResult[]> {
    const fresh = new Map<string, User>();
    const results = command.users.map((line) => this.admit(line, fresh));
    const bearers = await this.users.saveWhereFree([...fresh.values()]);
    return results.map((result) => {
      const userId = bearers.get(result.username);
      if (result.status === 'rejected') return result;
      if (userId === undefined) {
        const reason = new UsernameTakenError(result.username).message;
        return { username: result.username, status: 'rejected', reason };
      }
      return { ...result, userId, status: userId === result.userId ? result.status : 'repeated' };
    });
  }

  /** The first line of a name makes the user; later ones repeat it. */
  private admit(line: ImportedUser, fresh: Map<string, User>): ImportedUserResult {
    const { username, displayName, registeredAt } = line;
    const known = fresh.get(username);
    if (known !== undefined) return { username, status: 'repeated', userId: known.id };
    try {
      const user = User.register(
        {
          id: this.ids.next(),
          username,
          email: null,
          displayName: displayName ?? username,
          source: 'import',
        },
        registeredAt,
      );
      fresh.set(username, user);
      return { username, status: 'done', userId: user.id };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { username, status: 'rejected', reason: error.message };
    }
  }
}
