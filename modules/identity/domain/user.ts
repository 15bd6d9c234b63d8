import { AggregateRoot } from '@boardwalk/domain';
import { displayName } from './display-name.js';
import { type IdentityEvent, EmailVerified, type Source, UserRegistered } from './user.events.js';
import { checkUsername } from './username.js';

export interface Registration {
  readonly id: string;
  readonly username: string;
  /** Null only for imported people. */
  readonly email: string | null;
  readonly displayName: string;
  readonly source: Source;
}

export interface UserState extends Registration {
  readonly emailVerified: boolean;
  readonly registeredAt: Date;
  readonly version: number;
}

/**
 * A person with an account. The address is a claim until its holder proves it: several people may claim one, and only
 * one can have proved it, so registering never tells whether an address is known here.
 */
export class User extends AggregateRoot<IdentityEvent> {
  private constructor(private state: UserState) {
    super(state.version);
  }

  /**
   * @param at when the person joined; for imported people that is long ago
   * @throws {InvalidUsernameError} @throws {UsernameReservedError} @throws {InvalidNameError}
   */
  static register(registration: Registration, at: Date): User {
    checkUsername(registration.username);
    const user = new User({
      ...registration,
      email: registration.email === null ? null : sameForEveryone(registration.email),
      displayName: displayName(registration.displayName, 'a person'),
      emailVerified: false,
      registeredAt: at,
      version: 0,
    });
    user.addDomainEvent(
      new UserRegistered(at, user.id, user.username, user.email, user.displayName, user.source),
    );
    return user;
  }

  static restore(state: UserState): User {
    return new User(state);
  }

  get id(): string {
    return this.state.id;
  }

  get username(): string {
    return this.state.username;
  }

  get email(): string | null {
    return this.state.email;
  }

  get emailVerified(): boolean {
    return this.state.emailVerified;
  }

  get displayName(): string {
    return this.state.displayName;
  }

  get source(): Source {
    return this.state.source;
  }

  get registeredAt(): Date {
    return this.state.registeredAt;
  }

  /** The person has shown to read the mail of the address. Says nothing new the second time. */
  verifyEmail(at: Date): void {
    if (this.emailVerified) return;
    this.state = { ...this.state, emailVerified: true };
    this.addDomainEvent(new EmailVerified(at, this.id));
  }
}

/** Addresses are compared without regard to case, as mail servers do in practice. */
export function sameForEveryone(email: string): string {
  return email.trim().toLowerCase();
}
