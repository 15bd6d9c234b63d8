import type { PostOutcome } from '../application/channel.js';
import { type Verdict, verdictOn } from './discord-answer.js';
import { networkFailure } from './network-failure.js';
import type { CallRoute, RateLimits } from './rate-limits.js';

/** Milliseconds for a call; below the limit of the senders, above the ten seconds that connecting may take. */
const usualLimitMs = 20_000;

export interface DiscordCall {
  /** Whose limits count: `house`, or the id of a registered webhook. */
  readonly channel: string;
  readonly route: CallRoute;
  readonly url: string;
  readonly authorization?: string;
  readonly message?: object;
}

const methods = { create: 'POST', edit: 'PATCH', delete: 'DELETE' } as const;

/** Calls Discord, within the limits that it tells. */
export class DiscordCalls {
  constructor(
    private readonly limits: RateLimits,
    private readonly limitMs = usualLimitMs,
  ) {}

  async make({ channel, route, url, authorization, message }: DiscordCall): Promise<Verdict> {
    const retryAfterMs = await this.limits.pauseOf(channel, route);
    if (retryAfterMs > 0)
      return {
        outcome: { kind: 'refused', permanent: false, error: 'Discord asked for a pause', retryAfterMs },
      };
    const answer = await this.send(url, {
      method: methods[route],
      redirect: 'manual',
      headers: {
        ...(message !== undefined && { 'content-type': 'application/json' }),
        ...(authorization !== undefined && { authorization }),
        'user-agent': 'DiscordBot (Boardwalk, 0.1.0)',
        // A kept connection may be closed by the other side just as the message goes out: nobody would know its fate.
        connection: 'close',
      },
      ...(message !== undefined && { body: JSON.stringify(message) }),
    });
    if (!(answer instanceof Response)) return { outcome: answer };
    // The status has said already what matters; a body that breaks off changes nothing about it.
    const text = await answer.text().catch(() => '');
    const verdict = verdictOn(answer.status, answer.headers, text);
    if (verdict.pause !== undefined) await this.limits.pause(channel, route, verdict.pause);
    return verdict;
  }

  private async send(url: string, request: RequestInit): Promise<Response | PostOutcome> {
    try {
      return await fetch(url, { ...request, signal: AbortSignal.timeout(this.limitMs) });
    } catch (error) {
      return networkFailure(error);
    }
  }
}
