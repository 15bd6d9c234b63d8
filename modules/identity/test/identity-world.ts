import { World } from '@boardwalk/testing';
import { IdentityModule } from '../identity.module.js';

/** Where the browsers of these tests believe to be. */
export const baseUrl = 'http://boardwalk.test';

/** This context alone, as the program runs it. */
export function identityWorld(): Promise<World> {
  return World.start({
    name: 'identity',
    modules: [IdentityModule.forRoot({ secret: 'secret-of-the-identity-specs-0123456789', baseUrl })],
    believesEverybody: false,
  });
}

export interface Person {
  readonly userId: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export const password = 'correct horse battery';

/** Signs somebody up by our own route. */
export async function signedUp(
  world: World,
  username: string,
  email = `${username}@example.org`,
): Promise<Person> {
  const { status, body, text } = await world.request('POST', '/api/v1/users', {
    body: { username, email, password },
  });
  if (status !== 201) throw new Error(`Sign-up of ${username} was answered with ${status}: ${text}`);
  return { userId: (body as { userId: string }).userId, username, email, password };
}

/** The bearer token of a new session. */
export async function sessionOf(world: World, { username }: { readonly username: string }): Promise<string> {
  const { status, body, text } = await world.request('POST', '/api/v1/sessions', {
    body: { username, password },
  });
  if (status !== 201) throw new Error(`Sign-in of ${username} was answered with ${status}: ${text}`);
  return (body as { token: string }).token;
}
