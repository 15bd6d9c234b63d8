import { randomUUID } from 'node:crypto';
import { ExtensionPublishedIntegrationEvent } from '@boardwalk/integration-events';
import type { BrokerMessage } from '@boardwalk/messaging';
import { payloadOf } from './contender.ts';

const log = randomUUID();
const incarnation = randomUUID();

/** What the relay would send of messages 0 to `count` - 1. */
export function carriedMessages(count: number): BrokerMessage[] {
  return Array.from({ length: count }, (_, n) => messageOf(n));
}

function messageOf(n: number): BrokerMessage {
  const id = randomUUID();
  const payload = payloadOf(n);
  const key = payload.extensionName;
  const { type } = ExtensionPublishedIntegrationEvent;
  const source = '/contexts/extensions';
  const time = new Date().toISOString();
  const place = { tick: n, pos: n };
  const row = JSON.stringify({
    ...place,
    ...{ id, type, source, key, occurredAt: time, recordedAt: time, takenAt: time },
    headers: JSON.stringify({ correlationid: randomUUID() }),
    data: JSON.stringify(payload),
  });
  return {
    id,
    key,
    attributes: { id, type, source, specversion: '1.0', partitionkey: key, time },
    body: JSON.stringify({ log, incarnation, ...place, ordinal: n, row }),
  };
}

export function numberIn(body: string): number {
  return (JSON.parse(body) as { readonly ordinal: number }).ordinal;
}
