import { AggregateRoot } from '@boardwalk/domain';
import { displayName } from './display-name.js';
import { limits } from './limits.js';
import {
  checkedPreferences,
  checkedProfile,
  isComplete,
  newProfile,
  noPreferences,
  type Preferences,
  type Profile,
} from './profile.js';
import { AccountSuspendedError, InvalidReasonError, TooManyUsernamesError } from './user.errors.js';
import {
  AccountDeleted,
  AccountReinstated,
  AccountSuspended,
  DailyVisitNoted,
  EmailVerified,
  type IdentityEvent,
  NewDeviceNoticed,
  PasswordChanged,
  ProfileChanged,
  ProfileCompleted,
  ProfileVisibilityChanged,
  type Source,
  UsernameChanged,
  UserRegistered,
} from './user.events.js';
import { checkUsername } from './username.js';

export interface Registration {
  readonly id: string;
  readonly username: string;
  /** Null only for imported people. */
  readonly email: string | null;
  readonly displayName: string;
  readonly source: Source;
  /** Whether somebody who can tell has vouched for the address. Default: no. */
  readonly emailVerified?: boolean;
}

export interface UserState extends Registration {
  readonly emailVerified: boolean;
  readonly registeredAt: Date;
  readonly profile: Profile;
  readonly preferences: Preferences;
  readonly profileCompletedAt: Date | null;
  readonly suspendedAt: Date | null;
  readonly suspensionReason: string | null;
  readonly passwordChangedAt: Date | null;
  /** The latest day, UTC, on which the person was here: `2026-06-01`. */
  readonly lastSeenOn: string | null;
  readonly version: number;
}

/** What a person says about themselves, all at once. */
export interface SelfDescription {
  readonly displayName: string;
  readonly profile: Profile;
  readonly preferences: Preferences;
}

/**
 * A person with an account. The address is a claim until its holder proves it: several people may claim one, and only
 * one can have proved it, so registering never tells whether an address is known here.
 */
export class User extends AggregateRoot<IdentityEvent> {
  private constructor(private current: UserState) {
    super(current.version);
  }

  /**
   * @param at when the person joined; for imported people that is long ago
   * @throws {InvalidUsernameError} @throws {UsernameReservedError} @throws {InvalidNameError}
   */
  static register(registration: Registration, at: Date): User {
    checkUsername(registration.username);
    const emailVerified = registration.emailVerified === true && registration.email !== null;
    const user = new User({
      ...registration,
      email: registration.email === null ? null : sameForEveryone(registration.email),
      displayName: displayName(registration.displayName, 'a person'),
      emailVerified: false,
      registeredAt: at,
      profile: newProfile,
      preferences: noPreferences,
      profileCompletedAt: null,
      suspendedAt: null,
      suspensionReason: null,
      passwordChangedAt: null,
      lastSeenOn: null,
      version: 0,
    });
    const { id, username, email, displayName: name, source } = user.state;
    user.addDomainEvent(new UserRegistered(at, id, username, email, name, source, emailVerified));
    if (emailVerified) user.verifyEmail(at);
    return user;
  }

  static restore(state: UserState): User {
    return new User(state);
  }

  get id(): string {
    return this.current.id;
  }

  get username(): string {
    return this.current.username;
  }

  get email(): string | null {
    return this.current.email;
  }

  get emailVerified(): boolean {
    return this.current.emailVerified;
  }

  get displayName(): string {
    return this.current.displayName;
  }

  get state(): UserState {
    return this.current;
  }

  /** The person has shown to read the mail of the address. Says nothing new the second time. */
  verifyEmail(at: Date): void {
    if (this.current.emailVerified) return;
    this.current = { ...this.current, emailVerified: true };
    this.addDomainEvent(new EmailVerified(at, this.id));
  }

  /**
   * @param held names that are theirs already, former ones included; one of these may be taken back
   * @throws {InvalidUsernameError} @throws {UsernameReservedError} @throws {TooManyUsernamesError}
   */
  rename(username: string, held: readonly string[], at: Date): void {
    const old = this.current.username;
    if (username === old) return;
    checkUsername(username);
    if (!held.includes(username) && held.length >= limits.usernames) throw new TooManyUsernamesError();
    this.current = { ...this.current, username };
    this.addDomainEvent(new UsernameChanged(at, this.id, old, username));
  }

  /** @throws {InvalidNameError} @throws {InvalidBioError} @throws {InvalidLinkError} @throws {InvalidPreferenceError} */
  describe(self: SelfDescription, at: Date): void {
    const before = this.current;
    const profile = checkedProfile(self.profile);
    const completes = before.profileCompletedAt === null && isComplete(profile);
    this.current = {
      ...before,
      displayName: displayName(self.displayName, 'a person'),
      profile,
      preferences: checkedPreferences(self.preferences),
      profileCompletedAt: completes ? at : before.profileCompletedAt,
    };
    this.addDomainEvent(new ProfileChanged(at, this.id));
    if (profile.isPublic !== before.profile.isPublic)
      this.addDomainEvent(new ProfileVisibilityChanged(at, this.id, profile.isPublic));
    if (completes) this.addDomainEvent(new ProfileCompleted(at, this.id, this.username));
  }

  /** @param reason whether it was changed with the old password or by a token that was mailed */
  changePassword(reason: 'changed' | 'reset', at: Date): void {
    this.current = { ...this.current, passwordChangedAt: at };
    this.addDomainEvent(new PasswordChanged(at, this.id, reason));
  }

  /**
   * @param device by its name
   * @param isNew whether the person has been seen before, but not with this one
   * @throws {AccountSuspendedError}
   */
  signIn(device: string, isNew: boolean, at: Date): void {
    if (this.current.suspendedAt !== null) throw new AccountSuspendedError();
    if (isNew) this.addDomainEvent(new NewDeviceNoticed(at, this.id, device));
    this.visit(at);
  }

  /** The person is here. Told once for each day, UTC. */
  visit(at: Date): void {
    const today = dayOf(at);
    const { lastSeenOn } = this.current;
    if (lastSeenOn !== null && lastSeenOn >= today) return;
    this.current = { ...this.current, lastSeenOn: today };
    this.addDomainEvent(new DailyVisitNoted(at, this.id, this.username, today));
  }

  /** Shuts the person out until reinstated. Again, it changes nothing. @throws {InvalidReasonError} */
  suspend(reason: string, at: Date): void {
    const why = reason.trim();
    if (why === '' || why.length > limits.reason) throw new InvalidReasonError();
    if (this.current.suspendedAt !== null) return;
    this.current = { ...this.current, suspendedAt: at, suspensionReason: why };
    this.addDomainEvent(new AccountSuspended(at, this.id, why));
  }

  reinstate(at: Date): void {
    if (this.current.suspendedAt === null) return;
    this.current = { ...this.current, suspendedAt: null, suspensionReason: null };
    this.addDomainEvent(new AccountReinstated(at, this.id));
  }

  /** The account ends here; the repository removes it. */
  delete(at: Date): void {
    this.addDomainEvent(new AccountDeleted(at, this.id));
  }
}

/** `2026-06-01`, UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Addresses are compared without regard to case, as mail servers do in practice. */
export function sameForEveryone(email: string): string {
  return email.trim().toLowerCase();
}
