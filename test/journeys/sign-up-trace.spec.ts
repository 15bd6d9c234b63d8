import { contractOf } from '@boardwalk/integration-events';
import { DiscordStandIn } from '@boardwalk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { carrierUnderTest } from '../servers/carrier-under-test.js';
import { carrierNames } from '../servers/carriers.js';
import { environmentOf } from '../servers/carriage.js';
import type { ReceivedSpan } from '../servers/otlp-receiver.js';
import { ada, splits, type TracedSignUp, tracedSignUp } from './traced-sign-up.js';

/** The trees as they were found, by what brought the facts: every span that succeeded, with the way to it. */
const trees = new Map<string, string>();

interface Setting {
  readonly processes: keyof typeof splits;
  /** `messaging.system.name` of what brings the facts. */
  readonly system: string;
  /** The address of what brings the facts, or null if it is the database. */
  readonly server: () => string | null;
  /** Resolves with nothing where there is no such server, and the tests are skipped. */
  readonly signUp: () => Promise<TracedSignUp | undefined>;
}

describe('in one process', () => {
  examine('one process', {
    processes: 1,
    system: 'postgresql',
    server: () => null,
    signUp: () => tracedSignUp(1, { TRANSPORT: 'postgres' }),
  });
});

describe('in two processes over postgres', () => {
  examine('postgres', {
    processes: 2,
    system: 'postgresql',
    server: () => null,
    signUp: () => tracedSignUp(2, { TRANSPORT: 'postgres' }),
  });
});

const systems = {
  bullmq: 'bullmq',
  'redis-streams': 'redis_streams',
  jetstream: 'nats',
  rabbitmq: 'rabbitmq',
  kafka: 'kafka',
} as const;

for (const name of carrierNames)
  describe(`in two processes over ${name}`, () => {
    const carrier = carrierUnderTest(name);
    examine(name, {
      processes: 2,
      system: systems[name],
      server: () => carrier.server().url,
      signUp: async () =>
        carrier.isThere() ? tracedSignUp(2, environmentOf(name, carrier.server().url)) : undefined,
    });
  });

describe('the tree of a sign-up', () => {
  it('is the same, whatever brings the facts', () => {
    expect(trees.size).toBeGreaterThan(1);
    for (const [, tree] of trees) expect(tree).toBe(trees.get('one process'));
  });
});

function examine(name: string, { processes, system, server, signUp }: Setting): void {
  /** What the foreign receiver has of the request's trace, by span id. */
  let spans: ReadonlyMap<string, ReceivedSpan>;
  let root: ReceivedSpan;
  let receiver: TracedSignUp['receiver'];
  let mails: readonly string[];
  let carrier: URL;

  beforeAll(async () => {
    const signedUp = await signUp();
    if (signedUp === undefined) return;
    ({ root, receiver, mails } = signedUp);
    carrier = new URL(server() ?? signedUp.databaseUrl);
    spans = new Map(
      receiver.spans.filter(({ traceId }) => traceId === root.traceId).map((span) => [span.spanId, span]),
    );
    // Which of the two mails was refused at first is chance.
    trees.set(name, outline(all().filter(({ status }) => status !== 'ERROR')));
  }, 120_000);

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
    for (let at: ReceivedSpan | undefined = span; at !== undefined; at = parentOf(at))
      way.unshift(labelOf(at));
    return way;
  }

  function labelOf({ kind, name, attributes }: ReceivedSpan): string {
    const group = attributes['messaging.consumer.group.name'];
    return typeof group === 'string' ? `${kind} ${name} ${group}` : `${kind} ${name}`;
  }

  /** What a failing test prints. */
  function outline(of: readonly ReceivedSpan[] = all()): string {
    return of
      .map((span) => wayTo(span).join(' > '))
      .sort()
      .join('\n');
  }

  describe('the trace of a sign-up, as a foreign receiver decodes it', () => {
    it('came in gzip, and every request was understood', () => {
      expect(receiver.requests.length).toBeGreaterThan(0);
      for (const request of receiver.requests)
        expect(request).toMatchObject({ encoding: 'gzip', status: 200 });
      expect(root.resource).toMatchObject({ 'service.name': 'boardwalk' });
    });

    it('is one connected tree below the request', () => {
      expect(root).toMatchObject({ kind: 'SERVER', parentSpanId: '', status: 'UNSET' });
      const orphans = all().filter((span) => span !== root && parentOf(span) === undefined);
      expect(orphans.map(labelOf), outline()).toEqual([]);
    });

    it('was made by every process', () => {
      const instances = new Set(all().map(({ resource }) => resource['service.instance.id']));
      expect(instances.size).toBe(processes);
    });

    /** Requests, and what is sent to a broker for many at once. */
    const isOfOthers = ({ kind, name: of, links }: ReceivedSpan) =>
      kind === 'SERVER' ||
      (kind === 'CLIENT' && of.startsWith('send boardwalk.') && system !== 'postgresql' && links.length > 0);

    it('is all there is beside requests and sendings of others', () => {
      const others = receiver.spans.filter(({ traceId }) => traceId !== root.traceId);
      expect(others.filter((span) => span.parentSpanId !== '' || !isOfOthers(span)).map(labelOf)).toEqual([]);
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

    it('has every delivery below its creation, linked to it, and with the remote flag of what came from the log [4-09]', () => {
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
          'messaging.system.name': system,
          'messaging.system': system,
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

    it('says of every delivery what there is to say [4-09]', () => {
      for (const span of processed()) {
        const { attributes } = span;
        const creation = parentOf(span)?.attributes ?? {};
        const type = creation['messaging.destination.name'];
        expect(attributes, labelOf(span)).toMatchObject({
          'messaging.system.name': system,
          'messaging.system': system,
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': type,
          'messaging.consumer.group.name': text,
          'messaging.message.id': creation['messaging.message.id'],
          'messaging.message.conversation_id': creation['messaging.message.conversation_id'],
          'server.address': carrier.hostname,
          'server.port': Number(carrier.port),
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
      const [token] = /[A-Za-z0-9_-]{40,}/.exec(mails.join('\n')) ?? [];
      expect(token).toBeDefined();
      for (const secret of [ada.email, 'lovelace', ada.password, token ?? '', DiscordStandIn.webhookToken])
        expect(told).not.toContain(secret);
    });
  });
}
