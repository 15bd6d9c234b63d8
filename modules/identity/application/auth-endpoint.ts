import type { Visitor } from './sessions.js';

/** Those of better-auth's endpoints that browsers post to, below `/api/auth`. */
export type AuthPath = '/sign-up/email' | '/sign-in/email' | '/sign-in/social' | '/sign-out';

/** What of a browser's POST matters for signing in and out. */
export interface BrowserRequest {
  readonly path: AuthPath;
  readonly visitor: Visitor;
  /** `cookie`, `origin`, `referer` and the `sec-fetch-…` headers, as far as they were sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** With what a provider sends a browser back. */
export interface ProviderAnswer extends Pick<BrowserRequest, 'visitor' | 'headers'> {
  readonly provider: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Somebody who signs up in a browser. The password is hashed already. */
export interface SignUp {
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly passwordHash: string;
}

/** better-auth's own endpoints, as a port. Their answers are better-auth's, including its cookies. */
export abstract class AuthEndpoint {
  /** By whom else people can sign in. */
  abstract readonly providers: readonly string[];

  /** Throws the refusals of registering: `UsernameTakenError` and the like. */
  abstract signUp(person: SignUp, request: BrowserRequest): Promise<Response>;

  /** Throws `AccountSuspendedError` when it would have signed in whoever is suspended. */
  abstract handle(request: BrowserRequest): Promise<Response>;

  /** Null when nobody here sent the browser there, or too long ago. Throws `AccountSuspendedError`. */
  abstract comeBack(answer: ProviderAnswer): Promise<Response | null>;
}
