import { type Amendment, Channel, type Post, type PostOutcome } from '../application/channel.js';
import type { ApiRoot } from './api-root.js';
import type { DiscordCalls } from './discord-calls.js';
import type { GoneAddresses } from './gone-addresses.js';
import { messageOf } from './message-body.js';
import { house } from './tables.js';
import { fingerprintOf } from './webhook-endpoint.js';

/** A bot and the channel that it posts in. */
export interface Bot {
  readonly token: string;
  readonly channelId: string;
}

/** Calls in all whose answer is lost, before nobody knows what became of the message. */
const attempts = 3;

/** Posts as a bot. Discord recognises a message that it has by its nonce, so that a lost answer is simply asked for again. */
export class BotChannel extends Channel {
  readonly destination: string;
  private readonly messages: string;
  private readonly fingerprint: string;
  private readonly authorization: string;

  constructor(
    { token, channelId }: Bot,
    api: ApiRoot,
    private readonly calls: DiscordCalls,
    private readonly goneAddresses: GoneAddresses,
  ) {
    super();
    this.destination = api.host;
    this.messages = `${api.url}/channels/${channelId}/messages`;
    this.fingerprint = fingerprintOf(channelId, token);
    this.authorization = `Bot ${token}`;
  }

  async post({ id, content }: Post): Promise<PostOutcome> {
    const message = { ...messageOf(content), nonce: nonceOf(id), enforce_nonce: true };
    let outcome = await this.call('create', this.messages, message);
    for (let made = 1; outcome.kind === 'unknown' && made < attempts; made += 1) {
      const again = await this.call('create', this.messages, message);
      // Whether the first call arrived is as open as before, unless this one is answered with a message.
      outcome = again.kind === 'accepted' ? again : outcome;
    }
    return outcome;
  }

  amend({ messageId, content }: Amendment): Promise<PostOutcome> {
    const url = `${this.messages}/${encodeURIComponent(messageId ?? '')}`;
    return content === null ? this.call('delete', url) : this.call('edit', url, messageOf(content));
  }

  private async call(
    route: 'create' | 'edit' | 'delete',
    url: string,
    message?: object,
  ): Promise<PostOutcome> {
    const objection = await this.goneAddresses.reason(this.fingerprint);
    if (objection !== null) return { kind: 'refused', permanent: true, error: objection };
    const { authorization } = this;
    const { outcome, gone } = await this.calls.make({
      channel: house,
      route,
      url,
      authorization,
      ...(message !== undefined && { message }),
    });
    if (gone !== undefined) await this.goneAddresses.add(this.fingerprint, gone);
    return outcome;
  }
}

/** At most 25 characters: the bits of the post's id. */
function nonceOf(postId: string): string {
  return Buffer.from(postId.replaceAll('-', ''), 'hex').toString('base64url');
}
