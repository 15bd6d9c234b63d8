import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from './principal.js';

/** What a request carries to prove who sends it; enough to be sent to another process for introspection. */
export interface Credentials {
  /** The token of `Authorization: Bearer …`: an API key, or a session's token. */
  readonly bearer?: string;
  /** The whole `Cookie` header. */
  readonly cookie?: string;
}

/**
 * Port: turns credentials into a principal. Provided once per program, by the context that owns identities or by a
 * client of the process where that context runs. The operator's token is not its concern.
 */
export abstract class Authenticator {
  /** Null when the credentials are unknown, expired, or revoked. */
  abstract authenticate(credentials: Credentials): Promise<Principal | null>;
}

/**
 * Port of a context that gives out tokens of its own, which begin in a way of their own. Extend it and provide the class
 * anywhere: bearer tokens with its prefix are its concern, and not the {@link Authenticator}'s.
 */
export abstract class TokenRecogniser {
  /** `bwt_` */
  abstract readonly prefix: string;

  /** Null when the token is unknown, expired, or revoked. */
  abstract recognise(token: string): Promise<Principal | null>;
}

export function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  const bearer = /^Bearer +([^\s,]+) *$/i.exec(headers.authorization ?? '')?.[1];
  return {
    ...(bearer !== undefined && { bearer }),
    ...(headers.cookie !== undefined && { cookie: headers.cookie }),
  };
}
