import { Authenticator, type Credentials, Principal } from '@boardwalk/http';

/** Believes everybody: the bearer token `user:<id>:<username>` is that user. For modules tested without identity. */
export class TestAuthenticator extends Authenticator {
  async authenticate({ bearer }: Credentials): Promise<Principal | null> {
    const [kind, userId, username] = (bearer ?? '').split(':');
    if (kind !== 'user' || userId === undefined || username === undefined) return null;
    return Principal.user({ userId, username });
  }
}
