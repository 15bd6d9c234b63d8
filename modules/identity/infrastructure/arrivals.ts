import { AsyncLocalStorage } from 'node:async_hooks';
import { Clock } from '@boardwalk/domain';
import { Database, TracedUnits } from '@boardwalk/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { dayOf } from '../domain/user.js';
import { deviceName } from './device-name.js';
import { PostgresUserRepository } from './postgres-user.repository.js';
import type { IdentityTables } from './tables.js';

/** By what somebody comes in. */
interface Entry {
  /** Who vouches for them, where somebody does. */
  readonly provider?: string;
  /** What the password was compared with, where there was one. */
  passwordHash?: string;
}

/** People who come in, by whichever road: every session that is made passes here first. */
@Injectable()
export class Arrivals {
  private readonly logger = new Logger('Arrivals');
  private readonly underWay = new AsyncLocalStorage<Entry>();

  constructor(
    private readonly users: PostgresUserRepository,
    private readonly database: Database<IdentityTables>,
    private readonly units: TracedUnits,
    private readonly clock: Clock,
  ) {}

  /** Runs a sign-in. @param by as far as it is known already */
  through<T>(work: () => Promise<T>, by: Entry = {}): Promise<T> {
    return this.underWay.run({ ...by }, work);
  }

  /** The password of the sign-in that is running was right. */
  matched(passwordHash: string): void {
    const entry = this.underWay.getStore();
    if (entry !== undefined) entry.passwordHash = passwordHash;
  }

  /**
   * Somebody is about to get a session, in the same transaction: whoever changes the password, suspends the account or deletes it
   * comes before the look or after the session.
   * @returns false when the password that was right is the account's no more, or the provider that vouched
   * @throws {AccountSuspendedError}
   */
  admit(userId: string, userAgent: string): Promise<boolean> {
    return this.units.run('identity.sign-in', async () => {
      const user = await this.users.get(userId);
      if (!(await this.isStillRight(userId))) return false;
      const device = deviceName(userAgent);
      user.signIn(device, await this.isNew(userId, device), this.clock.now());
      await this.users.save(user);
      return true;
    });
  }

  /**
   * Somebody uses a session. The first time on a day is noted; that it could not be is no reason to turn them away, and the next
   * use will tell.
   * @param lastSeenOn the latest day on which they were here, as it was just read
   */
  async greet(userId: string, lastSeenOn: string | null): Promise<void> {
    const now = this.clock.now();
    if (lastSeenOn !== null && lastSeenOn >= dayOf(now)) return;
    try {
      await this.units.run('identity.note-visit', async () => {
        const user = await this.users.find(userId);
        if (user === null) return;
        user.visit(now);
        if (user.domainEvents.length > 0) await this.users.save(user);
      });
    } catch (error) {
      this.logger.warn(`A first visit of the day was not noted: ${String(error)}`);
    }
  }

  private async isStillRight(userId: string): Promise<boolean> {
    const { provider = 'credential', passwordHash } = this.underWay.getStore() ?? {};
    const account = await this.database.query
      .selectFrom('accounts')
      .select('password')
      .where('user_id', '=', userId)
      .where('provider_id', '=', provider)
      .executeTakeFirst();
    return account !== undefined && (passwordHash === undefined || account.password === passwordHash);
  }

  /** Whether the person has signed in before, but never with this. Under the lock on the user. */
  private async isNew(userId: string, device: string): Promise<boolean> {
    const known = await this.database.query
      .selectFrom('devices')
      .select('device')
      .where('user_id', '=', userId)
      .execute();
    if (known.some((one) => one.device === device)) return false;
    await this.database.query
      .insertInto('devices')
      .values({ user_id: userId, device, first_seen_at: this.clock.now() })
      .execute();
    return known.length > 0;
  }
}
