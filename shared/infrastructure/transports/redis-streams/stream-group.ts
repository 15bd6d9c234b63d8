import type { RedisConnection } from '@boardwalk/redis';
import { entriesClaimed, entriesRead, type Entry, mostAtOnce } from './entries.js';

const group = 'boardwalk';

/**
 * What somebody took so long ago, in milliseconds, without landing it, is given to another: less than a relay waits before it
 * sends everything again. Whoever is only slow lands it too, and it takes effect once.
 */
const leftAfterMs = 3_000;
/** A process that has asked for nothing so long, in milliseconds, is gone. */
const goneAfterMs = 60_000;

/** The consumer group of a channel, as one consumer sees it. */
export class StreamGroup {
  /** Where looking for what others have left goes on. */
  private from = '0-0';

  constructor(
    private readonly connection: RedisConnection,
    private readonly channel: string,
    private readonly consumer: string,
  ) {}

  /** Makes it if it is not there, so that it begins with the first that was ever sent. */
  async open(): Promise<void> {
    await this.connection.ask((redis) =>
      redis.xgroup('CREATE', this.channel, group, '0', 'MKSTREAM').catch((error: Error) => {
        if (!error.message.startsWith('BUSYGROUP')) throw error;
      }),
    );
  }

  /** Whether an error says that the group, or the stream, is no more. */
  isMissing(error: unknown): boolean {
    return error instanceof Error && /^(NOGROUP|UNBLOCKED)/.test(error.message);
  }

  /** @param waitMs how long to wait for something new */
  async take(waitMs: number): Promise<Entry[]> {
    return entriesRead(
      await this.connection.ask((redis) =>
        redis.xreadgroup(
          ...(['GROUP', group, this.consumer, 'COUNT', mostAtOnce] as const),
          ...(['BLOCK', waitMs, 'STREAMS', this.channel, '>'] as const),
        ),
      ),
    );
  }

  /** What this consumer has taken and not settled. */
  async taken(): Promise<Entry[]> {
    return entriesRead(
      await this.connection.ask((redis) =>
        redis.xreadgroup('GROUP', group, this.consumer, 'COUNT', mostAtOnce, 'STREAMS', this.channel, '0'),
      ),
    );
  }

  /** Takes what has been lying with others, or with this one, for too long. */
  async claim(): Promise<Entry[]> {
    const { next, entries } = entriesClaimed(
      await this.connection.ask((redis) =>
        redis.xautoclaim(this.channel, group, this.consumer, leftAfterMs, this.from, 'COUNT', mostAtOnce),
      ),
    );
    this.from = next;
    return entries;
  }

  /** Deleted and acknowledged at once: what is only acknowledged would lie in the stream for ever. */
  async settle(entries: readonly Entry[]): Promise<void> {
    const ids = entries.map(({ id }) => id);
    await this.connection.ask((redis) =>
      redis
        .multi()
        .xdel(this.channel, ...ids)
        .xack(this.channel, group, ...ids)
        .exec(),
    );
  }

  /** Forgets whoever is gone and left nothing behind. What somebody has left is claimed first. */
  async forgetIdle(): Promise<void> {
    await this.forget(goneAfterMs, '');
  }

  /** What this consumer has not settled stays for others. */
  async leave(): Promise<void> {
    await this.forget(goneAfterMs, this.consumer);
  }

  private async forget(idleMs: number, consumer: string): Promise<void> {
    await this.connection.ask((redis) => redis.eval(forget, 1, this.channel, group, idleMs, consumer));
  }
}

/** In one step: what a consumer takes between the look and its removal would be given to nobody any more. */
const forget = `for _, told in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local of = {}
  for at = 1, #told, 2 do of[told[at]] = told[at + 1] end
  if of.pending == 0 and (of.idle > tonumber(ARGV[2]) or of.name == ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], of.name)
  end
end`;
