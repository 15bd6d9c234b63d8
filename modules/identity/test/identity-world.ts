import { EmailVerificationRequestedIntegrationEvent, type Fact } from '@boardwalk/integration-events';
import { World, type WorldResponse } from '@boardwalk/testing';
import { IdentityModule } from '../identity.module.js';
import type { OAuthProvider } from '../infrastructure/identity-options.js';

/** Where the browsers of these tests believe to be. */
export const baseUrl = 'http://boardwalk.test';

/** This context alone, as the program runs it. */
export function identityWorld(oauth?: OAuthProvider): Promise<World> {
  const secret = 'secret-of-the-identity-specs-0123456789';
  return World.start({
    name: 'identity',
    modules: [IdentityModule.forRoot({ secret, baseUrl, oauth })],
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

/** Makes the person the holder of the address. */
export async function proved(world: World, { userId }: Pick<Person, 'userId'>): Promise<void> {
  const [requested] = await factsAbout(world, userId, EmailVerificationRequestedIntegrationEvent);
  const { status } = await world.request('POST', '/api/v1/email-verifications', {
    body: { token: requested?.token },
  });
  if (status !== 200) throw new Error(`Proving an address was answered with ${status}.`);
}

/** What one person's facts of one kind are, oldest first. */
export async function factsAbout<F extends Fact & { readonly userId: string }>(
  world: World,
  userId: string,
  contract: { new (...args: never[]): F; readonly type: string },
): Promise<F[]> {
  return (await world.facts(contract)).filter((fact) => fact.userId === userId);
}

/** An answer without what differs between any two of them. */
export function shapeOf({ status, text }: WorldResponse): string {
  return `${status} ${text.replace(/,"traceId":"\w+"/, '')}`;
}
