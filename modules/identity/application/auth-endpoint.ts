import type { Visitor } from './sessions.js';

/** Those of better-auth's endpoints that are served, below `/api/auth`. */
export type AuthPath = '/sign-up/email' | '/sign-in/email' | '/sign-out';

/** What of a browser's POST matters for signing in and out. */
export interface BrowserRequest {
  readonly path: AuthPath;
  readonly visitor: Visitor;
  /** `cookie`, `origin`, `referer` and the `sec-fetch-…` headers, as far as they were sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
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
  /** Throws the refusals of registering: `UsernameTakenError` and the like. */
  abstract signUp(person: SignUp, request: BrowserRequest): Promise<Response>;

  abstract handle(request: BrowserRequest): Promise<Response>;
}
