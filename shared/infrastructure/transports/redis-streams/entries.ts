import type { BrokerMessage } from '@boardwalk/messaging';
import type { RedisConnection } from '@boardwalk/redis';

/** So many at the most travel, and land, together. */
export const mostAtOnce = 500;

/** What lies in a stream. */
export interface Entry {
  readonly id: string;
  /** Undefined when it was deleted after somebody had taken it. */
  readonly body: string | undefined;
}

/** Resolves when the server has written all of them down, or has them in what it writes within a second. */
export async function append(
  connection: RedisConnection,
  channel: string,
  messages: readonly BrokerMessage[],
): Promise<void> {
  for (let from = 0; from < messages.length; from += mostAtOnce)
    await connection.ask(async (redis) => {
      const pipeline = redis.pipeline();
      for (const message of messages.slice(from, from + mostAtOnce)) {
        connection.refuseTooLong(message.body);
        pipeline.xadd(channel, '*', ...fieldsOf(message));
      }
      for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
    });
}

/** There is no binding of CloudEvents to streams; the names are those of the binding to Kafka. */
function fieldsOf({ key, attributes, body }: BrokerMessage): string[] {
  const fields = ['body', body, 'key', key];
  for (const [name, value] of Object.entries(attributes)) fields.push(`ce_${name}`, value);
  return fields;
}

type RawEntry = readonly [id: string, fields: readonly string[] | null] | null;

/** Of the answer to XREADGROUP for one stream; nothing when nothing has come. */
export function entriesRead(answer: unknown): Entry[] {
  const [stream] = (answer ?? []) as readonly (readonly [string, readonly RawEntry[]])[];
  return (stream?.[1] ?? []).flatMap(entryOf);
}

/** Of the answer to XAUTOCLAIM, with the place to go on from. */
export function entriesClaimed(answer: unknown): { readonly next: string; readonly entries: Entry[] } {
  const [next, entries] = answer as readonly [string, readonly RawEntry[]];
  return { next, entries: entries.flatMap(entryOf) };
}

function entryOf(raw: RawEntry): Entry[] {
  if (raw === null) return [];
  const [id, fields] = raw;
  return [{ id, body: fields === null ? undefined : bodyOf(fields) }];
}

/** What a stranger has written is handed over as it is. */
function bodyOf(fields: readonly string[]): string {
  // Of ours it is the first, and nobody reads the rest.
  for (let at = 0; at < fields.length; at += 2) if (fields[at] === 'body') return fields[at + 1] ?? '';
  const isName = (_: string, at: number) => at % 2 === 0;
  return JSON.stringify(
    Object.fromEntries(fields.filter(isName).map((name, at) => [name, fields[2 * at + 1] ?? ''])),
  );
}
