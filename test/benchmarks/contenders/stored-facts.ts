import { randomUUID } from 'node:crypto';
import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import { statements } from '../stage.ts';
import { payloadOf } from './contender.ts';

/** Writes messages 0 to `count` - 1 straight into the log, as they would lie there: a million of them in seconds. */
export async function storeFacts(url: string, count: number): Promise<void> {
  const data = JSON.stringify(payloadOf(0)).replace(/payload-0|01\.0"/g, (found) =>
    found.startsWith('p') ? "payload-' || n % 1000 || '" : "01.' || n || '\"",
  );
  await statements(url, [
    `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
     SELECT gen_random_uuid(), '${ExtensionPublishedIntegrationEvent.type}', '/contexts/extensions',
            '@benchmark/payload-' || n % 1000, now(), '${JSON.stringify({ correlationid: randomUUID() })}', '${data}'
     FROM generate_series(0, ${count - 1}) n ORDER BY n`,
  ]);
}
