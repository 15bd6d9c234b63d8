import { type Amendment, Channel, type Post, type PostOutcome } from '../application/channel.js';
import type { Verdict } from './discord-answer.js';
import type { DiscordCalls } from './discord-calls.js';
import { messageOf } from './message-body.js';
import type { WebhookEndpoint } from './webhook-endpoint.js';

/** What is known of a webhook besides its address. */
export interface WebhookInUse {
  /** Whose limits count: `house`, or its id. */
  readonly channel: string;
  readonly host: string;
  /** Why it may never be called; null while it may. */
  readonly objection: () => Promise<string | null>;
  /** Discord does not know it any more. */
  readonly gone: (because: string) => Promise<void>;
}

/** Posts by one webhook. */
export class WebhookChannel extends Channel {
  readonly destination: string;

  constructor(
    private readonly endpoint: WebhookEndpoint,
    private readonly webhook: WebhookInUse,
    private readonly calls: DiscordCalls,
  ) {
    super();
    this.destination = webhook.host;
  }

  post({ content }: Post): Promise<PostOutcome> {
    const { channel } = this.webhook;
    return this.unlessGone(() =>
      this.calls.make({ channel, route: 'create', url: this.endpoint.posting, message: messageOf(content) }),
    );
  }

  amend({ messageId, content }: Amendment): Promise<PostOutcome> {
    if (messageId === null) return Promise.resolve(unknownMessage);
    const { channel } = this.webhook;
    const url = this.endpoint.message(messageId);
    return this.unlessGone(() =>
      content === null
        ? this.calls.make({ channel, route: 'delete', url })
        : this.calls.make({ channel, route: 'edit', url, message: messageOf(content) }),
    );
  }

  private async unlessGone(call: () => Promise<Verdict>): Promise<PostOutcome> {
    const objection = await this.webhook.objection();
    if (objection !== null) return { kind: 'refused', permanent: true, error: objection };
    const { outcome, gone } = await call();
    if (gone !== undefined) await this.webhook.gone(gone);
    return outcome;
  }
}

const unknownMessage: PostOutcome = {
  kind: 'refused',
  permanent: true,
  error: 'Discord told no id of the message, so it cannot be changed.',
};
