import { Logger } from '@nestjs/common';
import { Channel, type Post, type PostOutcome } from '../application/channel.js';
import { verdictOn } from './discord-answer.js';
import { networkFailure } from './network-failure.js';
import type { WebhookAddress } from './webhook-address.js';
import type { WebhookStanding } from './webhook-standing.js';

/** Previews of links would show what the message does not. */
const suppressEmbeds = 1 << 2;

/** Milliseconds for a call; below the limit of the sender, above the ten seconds that connecting may take. */
const usualLimitMs = 20_000;

/** Posts by one webhook. */
export class WebhookChannel extends Channel {
  readonly destination: string;
  private readonly logger = new Logger('Discord');

  constructor(
    private readonly address: WebhookAddress,
    private readonly standing: WebhookStanding,
    private readonly limitMs = usualLimitMs,
  ) {
    super();
    this.destination = address.host;
  }

  async post({ content }: Post): Promise<PostOutcome> {
    const objection = await this.standing.objection(this.address.fingerprint);
    if (objection === null) return this.call(content);
    const { because: error, passesAfterMs } = objection;
    return passesAfterMs === undefined
      ? { kind: 'refused', permanent: true, error }
      : { kind: 'refused', permanent: false, error, retryAfterMs: passesAfterMs };
  }

  private async call(content: string): Promise<PostOutcome> {
    let response: Response;
    try {
      response = await fetch(this.address.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'DiscordBot (Boardwalk, 0.1.0)',
          // A kept connection may be closed by the other side just as the message goes out: nobody would know its fate.
          connection: 'close',
        },
        body: JSON.stringify({ content, allowed_mentions: { parse: [] }, flags: suppressEmbeds }),
        signal: AbortSignal.timeout(this.limitMs),
      });
    } catch (error) {
      return networkFailure(error);
    }
    // The status has said already what matters; a body that breaks off changes nothing about it.
    const text = await response.text().catch(() => '');
    const { outcome, pauseMs, gone } = verdictOn(response.status, response.headers, text);
    if (pauseMs !== undefined) await this.standing.pause(this.address.fingerprint, pauseMs);
    if (gone !== undefined) {
      this.logger.error(gone);
      await this.standing.disable(this.address.fingerprint, gone);
    }
    return outcome;
  }
}
