export type PrincipalKind = 'anonymous' | 'user' | 'client' | 'collective' | 'operator' | 'service';

/** The scope of whoever is not limited to some: a person with a session, the operator. */
export const everyScope = '*';

/** For whom a program with the token of a collective acts, and the person who made the token and answers for its use. */
export interface ActingCollective {
  readonly collectiveId: string;
  readonly slug: string;
  readonly userId: string;
  readonly username: string;
}

/**
 * Who asks. It says nothing about roles or memberships: those belong to contexts, which check them on data of their own.
 */
export class Principal {
  private constructor(
    readonly kind: PrincipalKind,
    readonly scopes: readonly string[],
    private readonly user?: { readonly userId: string; readonly username: string },
    private readonly client?: { readonly clientId: string },
    private readonly acting?: ActingCollective,
  ) {}

  static readonly anonymous = new Principal('anonymous', []);
  static readonly operator = new Principal('operator', [everyScope]);
  /** Another process of this platform. */
  static readonly service = new Principal('service', [everyScope]);

  /** @param scopes what an API key may do; a session may do everything */
  static user(
    user: { userId: string; username: string },
    scopes: readonly string[] = [everyScope],
  ): Principal {
    return new Principal('user', scopes, user);
  }

  /** A program that acts for itself, with a key of its own. */
  static client(client: { clientId: string }, scopes: readonly string[]): Principal {
    return new Principal('client', scopes, undefined, client);
  }

  /** A program that acts for a collective, with a token that the collective gave it. */
  static collective(acting: ActingCollective, scopes: readonly string[]): Principal {
    return new Principal('collective', scopes, undefined, undefined, acting);
  }

  may(scope: string): boolean {
    return this.scopes.includes(everyScope) || this.scopes.includes(scope);
  }

  /** @throws {NotThisPrincipalError} on a route whose policy lets others in too */
  get userId(): string {
    return this.asUser().userId;
  }

  /** @throws {NotThisPrincipalError} on a route whose policy lets others in too */
  get username(): string {
    return this.asUser().username;
  }

  /** @throws {NotThisPrincipalError} on a route whose policy lets others in too */
  get clientId(): string {
    if (!this.client) throw new NotThisPrincipalError('client', this.kind);
    return this.client.clientId;
  }

  /** @throws {NotThisPrincipalError} on a route whose policy lets others in too */
  get collective(): ActingCollective {
    if (!this.acting) throw new NotThisPrincipalError('collective', this.kind);
    return this.acting;
  }

  isUser(): boolean {
    return this.user !== undefined;
  }

  private asUser(): { readonly userId: string; readonly username: string } {
    if (!this.user) throw new NotThisPrincipalError('user', this.kind);
    return this.user;
  }
}

/** A mistake in the program: the handler relies on a kind of principal that the policy of its route does not ask for. */
export class NotThisPrincipalError extends Error {
  constructor(wanted: PrincipalKind, actual: PrincipalKind) {
    super(
      `The handler reads a ${wanted} from the principal, but the request came from "${actual}". ` +
        `Give the route @Policy('${wanted}'), or ask principal.kind first.`,
    );
    this.name = 'NotThisPrincipalError';
  }
}
