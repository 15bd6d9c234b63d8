import type { OpenHints } from '@boardwalk/messaging';

/** Of servers that can bring signals in place of NOTIFY. */
export const signalProtocols = ['redis:', 'rediss:', 'nats:', 'tls:'] as const;

/** Loads the client that goes with the address. @param url begins with one of `signalProtocols` */
export async function hintsOver(url: string): Promise<OpenHints> {
  if (/^rediss?:/.test(url)) {
    const { RedisHints } = await import('@boardwalk/redis');
    return (hearing) => new RedisHints(url, hearing);
  }
  const { NatsHints } = await import('@boardwalk/nats');
  return (hearing) => new NatsHints(url, hearing);
}
