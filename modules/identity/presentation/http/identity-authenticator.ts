import { Authenticator, type Credentials, Principal } from '@boardwalk/http';
import { Injectable } from '@nestjs/common';
import { type Caller, Callers, isApiKey } from '../../application/callers.js';
import { Sessions } from '../../application/sessions.js';

/** Knows people by their session, and programs by their API key. */
@Injectable()
export class IdentityAuthenticator extends Authenticator {
  constructor(
    private readonly callers: Callers,
    private readonly sessions: Sessions,
  ) {
    super();
  }

  async authenticate({ bearer, cookie }: Credentials): Promise<Principal | null> {
    if (bearer !== undefined) {
      const caller = isApiKey(bearer)
        ? await this.callers.behindApiKey(bearer)
        : await this.callers.behindSession(bearer);
      return caller === null ? null : principalOf(caller);
    }
    if (cookie === undefined) return null;
    const token = await this.sessions.tokenOf(cookie);
    const caller = token === null ? null : await this.callers.behindSession(token);
    return caller === null ? null : principalOf(caller);
  }
}

function principalOf(caller: Caller): Principal {
  return caller.kind === 'user'
    ? Principal.user(caller, caller.scopes)
    : Principal.client(caller, caller.scopes);
}
