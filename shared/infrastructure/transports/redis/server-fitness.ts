import { BrokerUnfitError } from '@boardwalk/messaging';
import type { Redis } from 'ioredis';

/** What makes a server lose messages, and what to change. */
export interface Fault {
  readonly what: string;
  readonly mend: string;
}

/** What INFO tells, by name. */
export type Info = Readonly<Record<string, string | undefined>>;

export function readInfo(text: string): Info {
  return Object.fromEntries(
    [...text.matchAll(/^([a-z_0-9]+):(.*?)\r?$/gm)].map(([, name, value]) => [name, value]),
  );
}

/**
 * A server that forgets only in a crash, and then no more than a second of what it has acknowledged, is fit: what is lost is
 * sent again. Everything that goes on losing is not.
 *
 * @param flush the setting appendfsync; undefined where nobody may ask for settings, as with most that are rented
 */
export function faultOf(info: Info, flush: string | undefined): Fault | undefined {
  const policy = info['maxmemory_policy'];
  if (!isAtLeast(info['redis_version'], [6, 2]))
    return {
      what: `its version ${info['redis_version']} cannot hand on what a process had taken that then died`,
      mend: 'Use Redis 6.2 or later, or Valkey.',
    };
  if (info['cluster_enabled'] === '1')
    return {
      what: 'it is part of a cluster, and messages are sought on one server only',
      mend: 'Name a server that stands alone, with replicas if you like.',
    };
  if (info['role'] === 'slave')
    return {
      what: 'it is a replica, and follows what its primary holds',
      mend: 'Name the primary.',
    };
  // Without a limit nothing is evicted today; one can be set at any time, and then nobody asks again.
  if (policy !== 'noeviction')
    return {
      what: `it makes room by dropping messages (maxmemory-policy ${policy})`,
      mend: 'Set maxmemory-policy to noeviction: then it refuses what it has no room for, and facts wait in the log.',
    };
  if (info['aof_enabled'] !== '1')
    return {
      what: 'it writes nothing down as it goes (appendonly no), so a crash takes what it has acknowledged',
      mend: 'Set appendonly to yes, with appendfsync everysec or always.',
    };
  if (flush === 'no')
    return {
      what: 'it leaves to the operating system when anything reaches the disk (appendfsync no)',
      mend: 'Set appendfsync to everysec or always.',
    };
  return undefined;
}

/** @throws {BrokerUnfitError} @param broker as people know it, and where it is */
export async function examine(broker: string, redis: Redis): Promise<void> {
  const flush = redis.config('GET', 'appendfsync').then(
    (setting) => (setting as string[])[1],
    () => undefined,
  );
  const fault = faultOf(readInfo(await redis.info()), await flush);
  if (fault !== undefined) throw new BrokerUnfitError(broker, fault.what, fault.mend);
}

/** How long a value may be, in bytes; without an end where nobody may ask. */
export async function longestValue(redis: Redis): Promise<number> {
  const setting = await redis.config('GET', 'proto-max-bulk-len').catch(() => []);
  return Number((setting as string[])[1] ?? Infinity);
}

function isAtLeast(version: string | undefined, [major, minor]: readonly [number, number]): boolean {
  const [its = 0, itsMinor = 0] = (version ?? '').split('.').map(Number);
  return its > major || (its === major && itsMinor >= minor);
}
