import { DeadLetters } from '@boardwalk/messaging';
import { World } from '@boardwalk/testing';
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { behaviour, extensionPublished, PackParcel, ProbeModule, ProbeRefusal } from './probe.js';

const created = 'create extensions.extension-published.v1';
const processed = 'process extensions.extension-published.v1';
let world: World;

beforeEach(async () => {
  behaviour.fail = () => undefined;
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  world.spans.reset();
});
afterEach(() => world.stop());

function one(name: string): ReadableSpan {
  const [span, ...others] = world.spans.named(name);
  expect(others).toEqual([]);
  if (span === undefined)
    throw new Error(
      `No span "${name}" among ${world.spans
        .all()
        .map((each) => each.name)
        .join(', ')}`,
    );
  return span;
}

describe('the trace of a fact', () => {
  it('goes from the command through its creation to what consumed it', async () => {
    await world.execute(new PackParcel('a'));
    await world.drain();
    const [command, create, process, effect] = [
      one('probe.pack-parcel'),
      one(created),
      one(processed),
      one('probe.note-effect'),
    ];
    expect([command, create, process, effect].map(({ kind }) => kind)).toEqual([
      SpanKind.INTERNAL,
      SpanKind.PRODUCER,
      SpanKind.CONSUMER,
      SpanKind.INTERNAL,
    ]);
    expect(process.parentSpanContext).toMatchObject({ spanId: create.spanContext().spanId, isRemote: true });
    expect(process.links).toMatchObject([
      { context: { spanId: create.spanContext().spanId }, attributes: { 'boardwalk.link.kind': 'creation' } },
    ]);
    expect(effect.parentSpanContext?.spanId).toBe(process.spanContext().spanId);
    const [fact] = await world.facts();
    expect(process.attributes).toMatchObject({
      'messaging.system.name': 'in_process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': 'extensions.extension-published.v1',
      'messaging.consumer.group.name': 'probe.extension-published',
      'messaging.message.id': fact?.metadata.eventId,
      'messaging.message.conversation_id': fact?.metadata.correlationId,
      'cloudevents.event_subject': '@probe/a',
      'boardwalk.delivery.attempt': 1,
      'boardwalk.delivery.outcome': 'ack',
    });
  });

  it('has one process span per attempt, and none of a batch that was rolled back', async () => {
    behaviour.fail = (detail) => (detail === '2026.06.01.1' ? new Error('not yet') : undefined);
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    await world.publish(extensionPublished('b', '2026.06.01.2'));
    await world.drain();
    behaviour.fail = () => undefined;
    world.clock.advance(2_000);
    await world.drain();
    const attempts = world.spans
      .named(processed)
      .map(({ attributes, status }) => [
        attributes['cloudevents.event_subject'],
        attributes['boardwalk.delivery.attempt'],
        attributes['boardwalk.delivery.outcome'],
        attributes['error.type'],
        status.code === 2,
      ]);
    expect(attempts).toEqual([
      ['@probe/a', 1, 'retry', 'Error', true],
      ['@probe/b', 1, 'ack', undefined, false],
      ['@probe/a', 2, 'ack', undefined, false],
    ]);
    expect(world.spans.named('probe.note-effect')).toHaveLength(3);
  });

  it('starts anew at a redrive, linked to the creation and to the attempt that failed', async () => {
    behaviour.fail = () => new ProbeRefusal('No.');
    await world.publish(extensionPublished('a'));
    await world.drain();
    const [failed] = world.spans.named(processed);
    behaviour.fail = () => undefined;
    const [fact] = await world.facts();
    await world.app.get(DeadLetters).redrive(fact?.metadata.eventId ?? '');
    await world.drain();
    const redriven = world.spans.named(processed).at(-1);
    expect(redriven?.parentSpanContext).toBeUndefined();
    expect(redriven?.spanContext().traceId).not.toBe(failed?.spanContext().traceId);
    expect(redriven?.attributes).toMatchObject({ 'boardwalk.delivery.attempt': 2, 'boardwalk.replay': true });
    expect(
      redriven?.links.map(({ context, attributes }) => [attributes?.['boardwalk.link.kind'], context.spanId]),
    ).toEqual([
      ['creation', one(created).spanContext().spanId],
      ['redrive_of', failed?.spanContext().spanId],
    ]);
  });

  it('is only linked when the delivery comes more than an hour late', async () => {
    await world.publish(extensionPublished('a'));
    await world.rows('UPDATE messaging.facts SET recorded_at = $1', [
      new Date(world.clock.now().getTime() - 3_600_001),
    ]);
    await world.drain();
    const process = one(processed);
    expect(process.parentSpanContext).toBeUndefined();
    expect(process.links).toHaveLength(1);
  });

  it('never mixes the parents of deliveries that run at the same time', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, n) => world.execute(new PackParcel(`p${n}`))));
    await world.drain();
    const creations = new Map(
      world.spans.named(created).map((span) => [span.attributes['messaging.message.id'], span]),
    );
    const deliveries = world.spans.named(processed);
    expect(deliveries).toHaveLength(200);
    for (const delivery of deliveries) {
      const creation = creations.get(delivery.attributes['messaging.message.id']);
      expect(delivery.parentSpanContext?.spanId).toBe(creation?.spanContext().spanId);
    }
  });
});
