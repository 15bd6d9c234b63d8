import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  DailySignInIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  InviteAcceptedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
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

  async publish(
    username: string,
    extensionName: string,
    version = '2026.03.17.1',
    platforms?: readonly string[],
  ): Promise<this> {
    await this.world.publish(
      new ExtensionPublishedIntegrationEvent({
        extensionName,
        version,
        userId: idOf(username),
        username,
        ...(platforms === undefined ? {} : { platforms }),
      }),
    );
    return this;
  }

  /** By somebody, or by nobody in particular. */
  async pull(author: string, puller: string | null = null): Promise<this> {
    await this.world.publish(
      new ExtensionPulledIntegrationEvent({
        extensionName: `@${author}/tool`,
        version: '2026.03.17.1',
        authorUserId: idOf(author),
        authorUsername: author,
        ...(puller === null ? {} : { pulledBy: idOf(puller) }),
      }),
    );
    return this;
  }

  /** On the day that it is. */
  async signIn(username: string): Promise<this> {
    const date = this.world.clock.now().toISOString().slice(0, 10);
    await this.world.publish(new DailySignInIntegrationEvent({ userId: idOf(username), username, date }));
    return this;
  }

  /** The id goes on being that of the first name. */
  async rename(userId: string, oldUsername: string, newUsername: string): Promise<this> {
    await this.world.publish(new UsernameChangedIntegrationEvent({ userId, oldUsername, newUsername }));
    return this;
  }

  async show(username: string, isPublic: boolean): Promise<this> {
    await this.world.publish(
      new ProfileVisibilityChangedIntegrationEvent({ userId: idOf(username), isPublic }),
    );
    return this;
  }

  async suspend(username: string): Promise<this> {
    await this.world.publish(
      new AccountSuspendedIntegrationEvent({ userId: idOf(username), reason: 'Spam.' }),
    );
    return this;
  }

  async reinstate(username: string): Promise<this> {
    await this.world.publish(new AccountReinstatedIntegrationEvent({ userId: idOf(username) }));
    return this;
  }

  async deleteAccount(username: string): Promise<this> {
    await this.world.publish(new AccountDeletedIntegrationEvent({ userId: idOf(username) }));
    return this;
  }

  async status(path: string, as?: string): Promise<number> {
    const request = as === undefined ? {} : { as };
    return (await this.world.request('GET', `/api/v1/${path}`, request)).status;
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
