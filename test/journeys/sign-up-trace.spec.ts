import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '@boardwalk/domain';
import { contractOf } from '@boardwalk/integration-events';
import {
  DiscordStandIn,
  notYet,
  SmtpStandIn,
  type TestDatabase,
  testDatabase,
  until,
} from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OtlpReceiver, type ReceivedSpan } from '../servers/otlp-receiver.js';
import { PlatformProcess } from '../servers/platform-process.js';

const ada = {
  username: 'ada',
  email: 'ada.lovelace@example.org',
  password: 'the-analytical-engine',
  displayName: 'Ada',
};

let home: string;
let database: TestDatabase;
let receiver: OtlpReceiver;
let mailServer: SmtpStandIn;
let discord: DiscordStandIn;

/** What the foreign receiver has of the request's trace, by span id. */
let spans: ReadonlyMap<string, ReceivedSpan>;
let root: ReceivedSpan;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sign-up-trace-'));
  [database, receiver, mailServer, discord] = await Promise.all([
    testDatabase('sign-up trace'),
    OtlpReceiver.start(),
    SmtpStandIn.start(),
    DiscordStandIn.start({ clock: new SystemClock() }),
  ]);
  mailServer.failNext({ kind: 'refuse', at: 'connect', code: 421, text: 'Busy. Come again.' });
  const platform = await PlatformProcess.start(home, {
    DATABASE_URL: database.url,
    BOARDWALK_SECRET: 'a-secret-of-the-trace-journey-0123456789',
    SMTP_URL: mailServer.url,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_WEBHOOK_URL: DiscordStandIn.webhookUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  });
  const answer = await fetch(`${platform.url}/api/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ada),
  });
  expect(answer.status).toBe(201);
  await until('the mails and the post', async () => {
    const seen = [mailServer.mails.length, discord.messages.length];
    return seen[0] === 2 && seen[1] === 1 ? seen : notYet(seen);
  });
  await platform.caughtUp();
  expect(await platform.stop()).toBe(0);

  const [found, ...others] = receiver.named('POST /api/v1/users');
  expect(others).toEqual([]);
  if (found === undefined)
    throw new Error(`No span of the request among ${receiver.spans.length}:\n${platform.output}`);
  root = found;
  spans = new Map(
    receiver.spans.filter(({ traceId }) => traceId === root.traceId).map((span) => [span.spanId, span]),
  );
});
afterAll(async () => {
  await Promise.all([receiver.stop(), mailServer.stop(), discord.stop(), database.drop()]);
  await rm(home, { recursive: true, force: true });
});

const all = () => [...spans.values()];
const created = () => all().filter(({ kind }) => kind === 'PRODUCER');
const processed = () => all().filter(({ kind }) => kind === 'CONSUMER');

function one(name: string, group?: string): ReceivedSpan {
  const found = all().filter(
    (span) =>
      span.name === name &&
      (group === undefined || span.attributes['messaging.consumer.group.name'] === group),
  );
  expect(found, `spans ${name} ${group ?? ''} among:\n${outline()}`).toHaveLength(1);
  return found[0] as ReceivedSpan;
}

function parentOf(span: ReceivedSpan): ReceivedSpan | undefined {
  return spans.get(span.parentSpanId);
}

/** Names from a span up to the request. */
function wayTo(span: ReceivedSpan): string[] {
  const way: string[] = [];
  for (let at: ReceivedSpan | undefined = span; at !== undefined; at = parentOf(at)) way.unshift(labelOf(at));
  return way;
}

function labelOf({ kind, name, attributes }: ReceivedSpan): string {
  const group = attributes['messaging.consumer.group.name'];
  return typeof group === 'string' ? `${kind} ${name} ${group}` : `${kind} ${name}`;
}

/** What a failing test prints. */
function outline(): string {
  return all()
    .map((span) => wayTo(span).join(' > '))
    .sort()
    .join('\n');
}

describe('the trace of a sign-up, as a foreign receiver decodes it', () => {
  it('came in gzip, and every request was understood', () => {
    expect(receiver.requests.length).toBeGreaterThan(0);
    for (const request of receiver.requests) expect(request).toMatchObject({ encoding: 'gzip', status: 200 });
    expect(root.resource).toMatchObject({ 'service.name': 'boardwalk' });
  });

  it('is one connected tree below the request', () => {
    expect(root).toMatchObject({ kind: 'SERVER', parentSpanId: '', status: 'UNSET' });
    const orphans = all().filter((span) => span !== root && parentOf(span) === undefined);
    expect(orphans.map(labelOf), outline()).toEqual([]);
  });

  it('is all there is beside requests of others', () => {
    const others = receiver.spans.filter(({ traceId }) => traceId !== root.traceId);
    expect(others.filter(({ kind, parentSpanId }) => kind !== 'SERVER' || parentSpanId !== '')).toEqual([]);
  });

  it('goes from the request through the command to the fact', () => {
    expect(wayTo(one('create identity.user-registered.v1'))).toEqual([
      'SERVER POST /api/v1/users',
      'INTERNAL identity.register-user',
      'PRODUCER create identity.user-registered.v1',
    ]);
  });

  const begins = [
    'SERVER POST /api/v1/users',
    'INTERNAL identity.register-user',
    'PRODUCER create identity.user-registered.v1',
  ];

  it('goes on to the mail', () => {
    const sent = all().filter(
      ({ kind, name }) => kind === 'CLIENT' && name.startsWith('send notifications.'),
    );
    const ways = sent.map((span) => wayTo(span).filter((step) => !step.startsWith('CLIENT')));
    expect(ways, outline()).toContainEqual([
      ...begins,
      'CONSUMER process identity.user-registered.v1 notifications.user-registered',
      'INTERNAL notifications.send-email-notification',
    ]);
    expect(sent.length).toBe(3); // two mails, one of which was refused at first
  });

  it('shows the call that was refused, and the one after it', () => {
    const failed = all().filter(({ status }) => status === 'ERROR');
    expect(failed.map(labelOf)).toEqual(['CLIENT send notifications.emails']);
    const [refused] = failed;
    expect(refused?.attributes).toMatchObject({ 'boardwalk.delivery.attempt': 1 });
    expect(refused?.attributes['error.type']).toMatch(/^[\w.-]+$/);
    const later = all().filter(
      ({ attributes, name }) =>
        name === refused?.name &&
        attributes['messaging.message.id'] === refused.attributes['messaging.message.id'],
    );
    expect(later.map(({ attributes }) => attributes['boardwalk.delivery.attempt']).sort()).toEqual([1, 2]);
  });

  it('goes on to the score', () => {
    const points = one('create stats.points-granted.v1');
    expect(wayTo(points)).toEqual([
      ...begins,
      'CONSUMER process identity.user-registered.v1 stats.scores',
      'INTERNAL stats.credit-sign-up',
      'PRODUCER create stats.points-granted.v1',
    ]);
    expect(wayTo(one('process stats.points-granted.v1', 'telemetry.track')).slice(0, -1)).toEqual(
      wayTo(points),
    );
  });

  it('goes on to Discord', () => {
    const sent = all().filter(({ kind, name }) => kind === 'CLIENT' && name.startsWith('send discord.'));
    expect(sent.map(wayTo)).toEqual([
      [
        ...begins,
        'CONSUMER process identity.user-registered.v1 discord.announcements',
        'INTERNAL discord.announce',
        'CLIENT send discord.posts',
      ],
    ]);
  });

  it('has one creation for every fact that was consumed, and one delivery for each of its subscriptions', () => {
    const creations = Map.groupBy(
      receiver.spans.filter(({ kind }) => kind === 'PRODUCER'),
      ({ attributes }) => attributes['messaging.message.id'],
    );
    for (const span of processed())
      expect(creations.get(span.attributes['messaging.message.id'])).toHaveLength(1);
    expect(
      created()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'create collectives.collective-created.v1',
      'create collectives.member-joined.v1',
      'create identity.email-verification-requested.v1',
      'create identity.user-registered.v1',
      'create stats.points-granted.v1',
    ]);
    for (const creation of created()) {
      const id = creation.attributes['messaging.message.id'];
      const subscriptions = processed()
        .filter(({ attributes }) => attributes['messaging.message.id'] === id)
        .map(({ attributes }) => attributes['messaging.consumer.group.name']);
      const type = String(creation.attributes['messaging.destination.name']);
      const expected = contractOf(type)?.consumers.map(({ subscription }) => subscription) ?? [];
      expect(subscriptions.sort(), type).toEqual([...new Set(expected)].sort());
    }
  });

  it('has every delivery below its creation, linked to it, and with the remote flag of what came from the log', () => {
    for (const span of processed()) {
      const creation = parentOf(span);
      expect(creation, labelOf(span)).toMatchObject({
        kind: 'PRODUCER',
        name: `create ${String(span.attributes['messaging.destination.name'])}`,
      });
      expect(creation?.attributes['messaging.message.id']).toBe(span.attributes['messaging.message.id']);
      expect(span.links).toEqual([
        {
          traceId: creation?.traceId,
          spanId: creation?.spanId,
          attributes: { 'boardwalk.link.kind': 'creation' },
        },
      ]);
      expect(span.parentIsRemote).toBe(true);
    }
  });

  const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
  const text = expect.any(String);

  it('says of every creation what there is to say', () => {
    const correlation = one('create identity.user-registered.v1').attributes[
      'messaging.message.conversation_id'
    ];
    for (const { name, attributes } of created()) {
      const type = name.replace('create ', '');
      expect(attributes).toEqual({
        'messaging.system.name': 'postgresql',
        'messaging.system': 'postgresql',
        'messaging.operation.name': 'create',
        'messaging.operation.type': 'create',
        'messaging.destination.name': type,
        'messaging.message.id': uuid,
        'messaging.message.conversation_id': correlation,
        'cloudevents.event_id': attributes['messaging.message.id'],
        'cloudevents.event_source': `/contexts/${type.split('.')[0]}`,
        'cloudevents.event_type': type,
        'cloudevents.event_spec_version': '1.0',
        'cloudevents.event_subject': text,
        'boardwalk.context': type.split('.')[0],
        'boardwalk.contract': type,
      });
    }
  });

  it('says of every delivery what there is to say', () => {
    for (const span of processed()) {
      const { attributes } = span;
      const creation = parentOf(span)?.attributes ?? {};
      const type = creation['messaging.destination.name'];
      expect(attributes, labelOf(span)).toMatchObject({
        'messaging.system.name': 'postgresql',
        'messaging.system': 'postgresql',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': type,
        'messaging.consumer.group.name': text,
        'messaging.message.id': creation['messaging.message.id'],
        'messaging.message.conversation_id': creation['messaging.message.conversation_id'],
        'server.address': new URL(database.url).hostname,
        'server.port': Number(new URL(database.url).port),
        'cloudevents.event_id': creation['cloudevents.event_id'],
        'cloudevents.event_source': creation['cloudevents.event_source'],
        'cloudevents.event_type': type,
        'cloudevents.event_spec_version': '1.0',
        'cloudevents.event_subject': creation['cloudevents.event_subject'],
        'boardwalk.context': String(attributes['messaging.consumer.group.name']).split('.')[0],
        'boardwalk.contract': type,
        'boardwalk.delivery.attempt': 1,
        'boardwalk.delivery.outcome': expect.stringMatching(/^(ack|skipped)$/),
        'boardwalk.replay': false,
        'boardwalk.outbox.wait_ms': expect.any(Number),
        'boardwalk.queue.dwell_ms': expect.any(Number),
      });
      expect(attributes).not.toHaveProperty('error.type');
      expect(attributes).not.toHaveProperty('messaging.batch.message_count');
      const cause = spans.get(spans.get(parentOf(span)?.parentSpanId ?? '')?.parentSpanId ?? '');
      expect(attributes['boardwalk.causation.id'], labelOf(span)).toBe(
        cause?.kind === 'CONSUMER' ? cause.attributes['messaging.message.id'] : undefined,
      );
    }
  });

  it('tells no address, no password and no token', () => {
    const told = JSON.stringify(receiver.spans);
    const [token] =
      /[A-Za-z0-9_-]{40,}/.exec(mailServer.mails.map(({ text: body }) => body).join('\n')) ?? [];
    expect(token).toBeDefined();
    for (const secret of [ada.email, 'lovelace', ada.password, token ?? '', DiscordStandIn.webhookToken])
      expect(told).not.toContain(secret);
  });
});
