import {
  EmailVerifiedIntegrationEvent,
  InviteSentIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { World, type WorldResponse } from '@boardwalk/testing';
import { CollectivesModule } from '../collectives.module.js';

export const secret = 'secret-of-the-collectives-under-test';

export function collectivesWorld(): Promise<World> {
  return World.start({ name: 'collectives', modules: [CollectivesModule.forRoot({ secret })] });
}

export const emailOf = (username: string) => `${username}@example.org`;
/** The bearer token of somebody in a world without identity. */
export const as = (username: string) => `user:u-${username}:${username}`;

/** The fact of a sign-up, as identity would have it. */
export function registered(username: string, email: string | null = emailOf(username)) {
  return new UserRegisteredIntegrationEvent({
    userId: `u-${username}`,
    username,
    displayName: username.toUpperCase(),
    source: email === null ? 'import' : 'password',
    ...(email !== null && { email }),
  });
}

export function verified(username: string) {
  return new EmailVerifiedIntegrationEvent({ userId: `u-${username}` });
}

/** People with verified addresses. */
export async function given(world: World, ...usernames: string[]): Promise<void> {
  for (const username of usernames) {
    await world.publish(registered(username));
    await world.publish(verified(username));
  }
  await world.drain();
}

export async function found(world: World, founder: string, slug: string): Promise<WorldResponse> {
  return world.request('POST', '/api/v1/collectives', { as: as(founder), body: { slug, name: slug } });
}

/** The problem a refusal is, in short: `409 slug-taken`. */
export function outcome({ status, body }: WorldResponse): string {
  const { type } = (body ?? {}) as { type?: string };
  return type === undefined ? String(status) : `${status} ${type.replace(/^.*\//, '')}`;
}

/** What the invitee finds in their mail. */
export interface Mailed {
  readonly inviteId: string;
  readonly token: string;
}

export async function invite(
  world: World,
  inviter: string,
  slug: string,
  email: string,
  role: string = 'member',
): Promise<WorldResponse> {
  return world.request('POST', `/api/v1/collectives/${slug}/invites`, {
    as: as(inviter),
    body: { email, role },
  });
}

export function accept(
  world: World,
  invitee: string,
  { inviteId, token }: Mailed,
  headers: Readonly<Record<string, string>> = {},
): Promise<WorldResponse> {
  return world.request('POST', `/api/v1/invites/${inviteId}/accept`, {
    as: as(invitee),
    body: { token },
    headers,
  });
}

export function remove(
  world: World,
  remover: string,
  slug: string,
  username: string,
): Promise<WorldResponse> {
  return world.request('DELETE', `/api/v1/collectives/${slug}/members/${username}`, { as: as(remover) });
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What somebody asks for, below the address of a collective: `''` is the collective itself. */
export function ask(
  world: World,
  username: string,
  method: Method,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<WorldResponse> {
  return world.request(method, `/api/v1/collectives/${path}`, {
    as: as(username),
    headers,
    ...(body !== undefined && { body }),
  });
}

/** What the mail of the last invite said. */
export async function lastMail(world: World): Promise<Mailed> {
  const last = (await world.facts(InviteSentIntegrationEvent)).at(-1);
  if (last === undefined) throw new Error('no invite was sent');
  return last;
}

/** Somebody becomes a member by way of an invite. */
export async function join(
  world: World,
  owner: string,
  slug: string,
  username: string,
  role: string,
): Promise<void> {
  await invite(world, owner, slug, emailOf(username), role);
  const { status } = await accept(world, username, await lastMail(world));
  if (status !== 200) throw new Error(`${username} could not join ${slug}: ${status}`);
}

/** Who belongs to a collective, as one of its members sees it: `ada owner`. */
export async function membersOf(world: World, slug: string, viewer: string): Promise<string[] | null> {
  const { body } = await world.request('GET', `/api/v1/collectives/${slug}`, { as: as(viewer) });
  const { members } = body as { members: { username: string; role: string }[] | null };
  return members?.map(({ username, role }) => `${username} ${role}`).sort() ?? null;
}
