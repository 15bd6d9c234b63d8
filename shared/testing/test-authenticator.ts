import { Authenticator, type Credentials, everyScope, Principal } from '@boardwalk/http';

/**
 * Believes everybody: the bearer token `user:<id>:<username>` is that user, `client:<id>` that API client,
 * `collective:<id>:<slug>:<user id>:<username>` a program of that collective. For modules tested without identity.
 */
export class TestAuthenticator extends Authenticator {
  async authenticate({ bearer }: Credentials): Promise<Principal | null> {
    const [kind, userId, username] = (bearer ?? '').split(':');
    if (kind === 'collective') return programOf(bearer ?? '');
    if (kind === 'client' && userId !== undefined)
      return Principal.client({ clientId: userId }, [everyScope]);
    if (kind !== 'user' || userId === undefined || username === undefined) return null;
    return Principal.user({ userId, username });
  }
}

function programOf(bearer: string): Principal | null {
  const [, collectiveId, slug, userId, username] = bearer.split(':');
  if (collectiveId === undefined || slug === undefined || userId === undefined || username === undefined)
    return null;
  return Principal.collective({ collectiveId, slug, userId, username }, [everyScope]);
}
