import { Clock } from '@boardwalk/domain';
import { UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Channel } from '../application/channel.js';
import { WebhookRepository } from '../domain/webhook.repository.js';
import { ApiRoot } from './api-root.js';
import { DiscordCalls } from './discord-calls.js';
import { house } from './tables.js';
import { WebhookChannel } from './webhook-channel.js';
import { WebhookEndpoint } from './webhook-endpoint.js';

const unreadable =
  'The token of the webhook was encrypted with another BOARDWALK_SECRET. Give that one back, or let its owner register it again.';

/** Every channel that posts go to: the community's own, and those of registered webhooks. */
@Injectable()
export class Channels {
  constructor(
    private readonly ours: Channel,
    private readonly webhooks: WebhookRepository,
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
    private readonly calls: DiscordCalls,
    private readonly api: ApiRoot,
  ) {}

  /** Where most calls go, for traces. */
  get destination(): string {
    return this.ours.destination;
  }

  /** Null for a webhook that is not registered any more. */
  async channel(name: string): Promise<Channel | null> {
    if (name === house) return this.ours;
    const webhook = await this.units.run(() => this.webhooks.get(name));
    if (webhook === null) return null;
    const { address, disabled } = webhook.state;
    return new WebhookChannel(
      new WebhookEndpoint(address, this.api),
      {
        channel: name,
        host: this.api.host,
        objection: () => Promise.resolve(disabled?.because ?? (address.isUsable ? null : unreadable)),
        gone: (because) => this.disable(name, because),
      },
      this.calls,
    );
  }

  private disable(id: string, because: string): Promise<void> {
    return this.units.run(async () => {
      const webhook = await this.webhooks.get(id);
      if (webhook === null) return;
      webhook.disable(because, this.clock.now());
      await this.webhooks.save(webhook);
    });
  }
}
