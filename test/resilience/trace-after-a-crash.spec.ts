import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notYet, type TestDatabase, testDatabase, until } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtlpReceiver } from '../servers/otlp-receiver.js';
import { PlatformProcess } from '../servers/platform-process.js';

let home: string;
let database: TestDatabase;
let receiver: OtlpReceiver;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trace-after-a-crash-'));
  [database, receiver] = await Promise.all([testDatabase('trace after a crash'), OtlpReceiver.start()]);
});
afterEach(async () => {
  await receiver.stop();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

const start = (roles: string) =>
  PlatformProcess.start(home, {
    DATABASE_URL: database.url,
    BOARDWALK_SECRET: 'a-secret-of-the-crash-journey-0123456789',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    ROLES: roles,
  });

describe('a trace', () => {
  it('goes on in another process when the first was killed between commit and relay [3-15]', {
    timeout: 60_000,
  }, async () => {
    const web = await start('web');
    const answer = await fetch(`${web.url}/api/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'ada', email: 'ada@example.org', password: 'the-analytical-engine' }),
    });
    expect(answer.status).toBe(201);
    const name = 'identity.user-registered.v1';
    const creation = await until(
      'the creation span',
      async () => receiver.named(`create ${name}`)[0] ?? notYet(),
    );
    await web.kill();

    // With web, so that it can be asked.
    const rest = await start('web,relay,worker');
    await rest.caughtUp();
    expect(await rest.stop()).toBe(0);

    const deliveries = receiver.named(`process ${name}`);
    expect(deliveries.length).toBeGreaterThan(3);
    for (const delivery of deliveries) {
      expect(delivery).toMatchObject({
        traceId: creation.traceId,
        parentSpanId: creation.spanId,
        parentIsRemote: true,
        attributes: { 'messaging.message.id': creation.attributes['messaging.message.id'] },
      });
      expect(delivery.resource['service.instance.id']).not.toBe(creation.resource['service.instance.id']);
    }
    expect(receiver.named(`create ${name}`)).toHaveLength(1);
  });
});
