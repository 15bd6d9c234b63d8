import {
  CollectiveCreatedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  InviteAcceptedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import type { World } from '@boardwalk/testing';

/** What other contexts would tell stats, told in the words of the domain. */
export class People {
  constructor(private readonly world: World) {}

  /** Moves the world's clock, to and fro: facts are recorded with its time. */
  at(time: string): this {
    this.world.clock.advance(new Date(time).getTime() - this.world.clock.now().getTime());
    return this;
  }

  async signUp(username: string, fields: { source?: 'import'; isPublic?: boolean } = {}): Promise<this> {
    await this.world.publish(
      new UserRegisteredIntegrationEvent({
        userId: idOf(username),
        username,
        displayName: username,
        source: 'password',
        ...fields,
      }),
    );
    return this;
  }

  async verify(username: string): Promise<this> {
    await this.world.publish(new EmailVerifiedIntegrationEvent({ userId: idOf(username) }));
    return this;
  }

  async found(username: string, slug: string, personal?: true): Promise<this> {
    await this.world.publish(
      new CollectiveCreatedIntegrationEvent({
        collectiveId: `c-${slug}`,
        slug,
        name: slug,
        createdByUserId: idOf(username),
        createdByUsername: username,
        ...(personal === undefined ? {} : { personal }),
      }),
    );
    return this;
  }

  async accept(invitee: string, inviter: string): Promise<this> {
    await this.world.publish(
      new InviteAcceptedIntegrationEvent({
        collectiveId: 'c-tools',
        slug: 'tools',
        inviteId: `i-${inviter}-${invitee}`,
        userId: idOf(invitee),
        username: invitee,
        role: 'member',
        invitedByUserId: idOf(inviter),
      }),
    );
    return this;
  }

  async publish(username: string, extensionName: string, version = '2026.03.17.1'): Promise<this> {
    await this.world.publish(
      new ExtensionPublishedIntegrationEvent({
        extensionName,
        version,
        userId: idOf(username),
        username,
      }),
    );
    return this;
  }

  async get(path: string, as?: string): Promise<unknown> {
    const { status, body } = await this.world.request(
      'GET',
      `/api/v1/${path}`,
      as === undefined ? {} : { as },
    );
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }
}

export function idOf(username: string): string {
  return `u-${username}`;
}
