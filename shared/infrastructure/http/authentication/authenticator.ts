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

export function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  const bearer = /^Bearer +([^\s,]+) *$/i.exec(headers.authorization ?? '')?.[1];
  return {
    ...(bearer !== undefined && { bearer }),
    ...(headers.cookie !== undefined && { cookie: headers.cookie }),
  };
}
