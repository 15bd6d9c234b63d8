import { AsyncLocalStorage } from 'node:async_hooks';
import { Clock, Ids } from '@boardwalk/domain';
import { TracedUnits } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { SignUp } from '../application/auth-endpoint.js';
import { displayName } from '../domain/display-name.js';
import { UsernameReservedError, UsernameTakenError } from '../domain/user.errors.js';
import { type Registration, User } from '../domain/user.js';
import { stemOf } from '../domain/username.js';
import { PostgresUserRepository } from './postgres-user.repository.js';

interface UnderWay {
  readonly userId: string;
  /** Who signs up with a password; absent for whom a provider vouches for. */
  readonly person?: SignUp;
  /** What the provider calls the person. */
  names: readonly string[];
  failure?: unknown;
}

/** What better-auth is about to write, as far as it matters. */
interface Claims {
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly emailVerified?: boolean | undefined;
}

/** Names that are tried with a number behind them before one is taken that nobody can have. */
const mostNumbers = 50;

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
  take(person: SignUp, signUp: (standInAddress: string) => Promise<Response>): Promise<Response> {
    const userId = this.ids.next();
    return this.travel({ person, userId, names: [] }, () => signUp(`${userId}@unproved.invalid`));
  }

  /** @param callback brings somebody back from a provider: known here, or about to be */
  takeFromProvider(callback: () => Promise<Response>): Promise<Response> {
    return this.travel({ userId: this.ids.next(), names: [] }, callback);
  }

  /** What the provider calls whom it vouches for. */
  hear(names: readonly string[]): void {
    const trip = this.underWay.getStore();
    if (trip !== undefined) trip.names = names;
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
  async admit(claims: Claims) {
    const trip = this.underWay.getStore();
    if (trip === undefined)
      throw new Error('A user is about to be made by a road that identity does not know.');
    try {
      const user = await this.units.run('identity.register-user', () => this.register(trip, claims));
      const { id, displayName: name, email, emailVerified } = user;
      const at = user.state.registeredAt;
      const proved = emailVerified && email !== null ? email : undefined;
      return { id, name, email: proved, emailVerified, image: undefined, createdAt: at, updatedAt: at };
    } catch (error) {
      trip.failure = error;
      throw error;
    }
  }

  private async travel(trip: UnderWay, way: () => Promise<Response>): Promise<Response> {
    const response = await this.underWay.run(trip, way);
    // better-auth answers every failure of a hook alike; the reason is ours to tell.
    if (trip.failure !== undefined) throw trip.failure;
    return response;
  }

  private async register({ userId: id, person, names }: UnderWay, claims: Claims): Promise<User> {
    if (person === undefined) return this.registerVouchedFor(id, names, claims);
    const { username, email, displayName: name } = person;
    const registration: Registration = { id, username, email, displayName: name, source: 'password' };
    const user = User.register(registration, this.clock.now());
    await this.users.saveProfile(user);
    return user;
  }

  /** Under the first free name of those that fit: nobody was asked for one. It can be changed. */
  private async registerVouchedFor(id: string, names: readonly string[], claims: Claims): Promise<User> {
    const email = claims.email ?? null;
    const stem = stemOf([...names, email?.split('@', 1)[0] ?? '']);
    const shared = { id, email, source: 'oauth', emailVerified: claims.emailVerified === true } as const;
    for (let number = 1; ; number += 1) {
      const suffix = number > mostNumbers ? `-${id.slice(-6)}` : number > 1 ? `-${number}` : '';
      const username = `${stem.slice(0, 32 - suffix.length)}${suffix}`;
      try {
        const registration = { ...shared, username, displayName: shownName(claims.name, username) };
        const user = User.register(registration, this.clock.now());
        await this.users.saveProfile(user);
        return user;
      } catch (error) {
        const isHad = error instanceof UsernameTakenError || error instanceof UsernameReservedError;
        if (!isHad || number > mostNumbers) throw error;
      }
    }
  }
}

/** What the provider says, where it can be shown. */
function shownName(name: string, username: string): string {
  try {
    return displayName(name, 'a person');
  } catch {
    return username;
  }
}
