import { operatorToken, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpanStoreExporter } from '../spans/span-store-exporter.js';
import { type EventsAnswer, inspectionWorld, moodsOf, read, registered } from './inspection-world.js';

interface Story {
  readonly traceIds: string[];
  readonly durationMs: number;
  readonly truncated: boolean;
  readonly spans: {
    traceId: string;
    spanId: string;
    parentId: string | null;
    name: string;
    kind: string;
    offsetMs: number;
    durationMs: number;
    context: string | null;
    status: string;
    attributes: Record<string, unknown>;
    links: { traceId: string; kind?: string }[];
  }[];
}

let world: World;
let exporter: SpanStoreExporter;
beforeEach(async () => {
  exporter = new SpanStoreExporter();
  world = await inspectionWorld(exporter);
  world.spans.reset();
});
afterEach(() => world.stop());

/** What the tracing SDK would have exported since the last time. */
function exported(): void {
  exporter.export([...world.spans.all()], () => undefined);
  world.spans.reset();
}

const story = (id: string | null | undefined) => read<Story>(world, `/traces/${id}`);
const newest = async () => (await read<EventsAnswer>(world, '/events?limit=1')).items[0];

describe('a trace', () => {
  it('is found by its own id, by a fact, and by the correlation id', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    exported();
    const fact = await newest();
    const byTrace = await story(fact?.traceId);
    expect(byTrace.traceIds).toEqual([fact?.traceId]);
    expect(await story(fact?.eventId)).toEqual(byTrace);
    expect(await story(fact?.correlationId)).toEqual(byTrace);
  });

  it('has its spans by start, each with parent, kind, context and what a waterfall needs', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    exported();
    const { spans, durationMs, truncated } = await story((await newest())?.eventId);
    const named = (name: string) => spans.find((span) => span.name === name);
    const create = named('create identity.user-registered.v1');
    const process = named('process identity.user-registered.v1');
    expect(create).toMatchObject({ kind: 'producer', context: 'identity', status: 'unset', offsetMs: 0 });
    expect(process).toMatchObject({ kind: 'consumer', context: 'greetings', parentId: create?.spanId });
    expect(process?.links).toEqual([{ traceId: create?.traceId, spanId: create?.spanId, kind: 'creation' }]);
    expect(named('greetings.greet')).toMatchObject({ kind: 'internal', parentId: process?.spanId });
    expect(process?.attributes['boardwalk.delivery.outcome']).toBe('ack');
    expect(spans.map(({ offsetMs }) => offsetMs)).toEqual(
      spans.map(({ offsetMs }) => offsetMs).sort((a, b) => a - b),
    );
    expect(durationMs).toBe(Math.max(...spans.map((span) => span.offsetMs + span.durationMs)));
    expect(truncated).toBe(false);
  });

  it('leads to the traces of redrives, wherever one begins', async () => {
    moodsOf(world).refused.add('ada');
    await world.publish(registered('ada'));
    await world.drain();
    const fact = await newest();
    const redrive = async () => {
      await world.request('POST', `/api/v1/operator/dead-letters/${fact?.eventId}/redrive`, {
        as: operatorToken,
        body: {},
      });
      await world.drain();
    };
    await redrive();
    moodsOf(world).refused.clear();
    await redrive();
    exported();
    const whole = await story(fact?.eventId);
    const attempts = whole.spans.filter(({ name }) => name === 'process identity.user-registered.v1');
    expect(attempts.map((span) => span.attributes['boardwalk.delivery.outcome'])).toEqual([
      'dead_letter',
      'dead_letter',
      'ack',
    ]);
    expect(whole.traceIds).toHaveLength(3);
    expect(new Set(attempts.map(({ traceId }) => traceId))).toEqual(new Set(whole.traceIds));
    for (const id of whole.traceIds) expect((await story(id)).traceIds).toEqual(whole.traceIds);
  });

  it('that is not kept is refused with what may have become of it', async () => {
    await world.publish(registered('ada'));
    const answer = await world.request('GET', `/api/v1/operator/traces/${(await newest())?.traceId}`, {
      as: operatorToken,
    });
    expect(answer).toMatchObject({ status: 404, body: { type: '/problems/trace-not-found' } });
    expect(answer.text).toContain('1 %');
  });

  it('holds no personal field', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    exported();
    expect(JSON.stringify(await story((await newest())?.traceId))).not.toContain('ada@example.com');
  });

  it('of the last moments before the program ends is kept too', async () => {
    await world.publish(registered('ada'));
    await world.drain();
    exporter.export([...world.spans.all()], () => undefined);
    await world.app.close();
    const [row] = await world.rows<{ count: string }>('SELECT count(*) FROM inspection.spans');
    expect(Number(row?.count)).toBe(world.spans.all().length);
  });
});
