import type { TraceSpan, TraceStory } from '../platform/operator.js';

type Given = Partial<Omit<TraceSpan, 'offsetMs' | 'durationMs'>> & Pick<TraceSpan, 'spanId' | 'name'>;

/** @param at milliseconds after the first span @param ms how long it took */
export function span(at: number, ms: number, given: Given): TraceSpan {
  return {
    traceId: 'a'.repeat(32),
    parentId: null,
    kind: 'internal',
    service: 'boardwalk',
    context: null,
    startedAt: new Date(Date.UTC(2026, 3, 9) + at).toISOString(),
    offsetMs: at,
    durationMs: ms,
    status: 'unset',
    eventId: null,
    attributes: {},
    links: [],
    ...given,
  };
}

interface Delivered extends Given {
  readonly group: string;
  readonly attempt?: number;
  readonly outbox?: number;
  readonly queue?: number;
  readonly outcome?: string;
  readonly error?: string;
}

/** A delivery of the message `m-1`. */
export function delivery(at: number, ms: number, given: Delivered): TraceSpan {
  const { group, attempt = 1, outbox = 0, queue = 0, outcome = 'ack', error, ...rest } = given;
  return span(at, ms, {
    kind: 'consumer',
    status: error === undefined ? 'unset' : 'error',
    ...rest,
    attributes: {
      'messaging.consumer.group.name': group,
      'messaging.message.id': 'm-1',
      'boardwalk.delivery.attempt': attempt,
      'boardwalk.delivery.outcome': outcome,
      'boardwalk.outbox.wait_ms': outbox,
      'boardwalk.queue.dwell_ms': queue,
      ...(error !== undefined && { 'error.type': error }),
    },
  });
}

export function story(spans: readonly TraceSpan[]): TraceStory {
  return {
    traceIds: [...new Set(spans.map(({ traceId }) => traceId))],
    durationMs: Math.max(...spans.map(({ offsetMs, durationMs }) => offsetMs + durationMs)),
    truncated: false,
    spans,
  };
}

const other = 'b'.repeat(32);

/** A founding that reaches three contexts, one of them in another process, another in vain at first. */
export const founding = story([
  span(0, 80, { spanId: 's1', name: 'POST /api/v1/collectives', kind: 'server' }),
  span(10, 60, {
    spanId: 's2',
    parentId: 's1',
    name: 'collectives.found-collective',
    context: 'collectives',
  }),
  span(60, 0.1, {
    spanId: 's3',
    parentId: 's2',
    name: 'create collectives.collective-created.v1',
    kind: 'producer',
    context: 'collectives',
  }),
  delivery(110, 15, {
    spanId: 's4',
    parentId: 's3',
    name: 'process',
    group: 'stats.scores',
    context: 'stats',
    outbox: 20,
    queue: 15,
  }),
  span(112, 10, { spanId: 's5', parentId: 's4', name: 'stats.credit-founding', context: 'stats' }),
  delivery(120, 30, {
    spanId: 's6',
    parentId: 's3',
    name: 'process',
    group: 'discord.announcements',
    context: 'discord',
    service: 'boardwalk-discord',
    outbox: 20,
    queue: 25,
    outcome: 'retry',
    error: 'ConnectionLostError',
  }),
  delivery(130, 4, {
    spanId: 's7',
    parentId: 's3',
    name: 'process',
    group: 'telemetry.track',
    context: 'telemetry',
    outbox: 20,
    queue: 35,
    outcome: 'skipped',
  }),
  delivery(180, 20, {
    spanId: 's8',
    parentId: 's3',
    name: 'process',
    group: 'discord.announcements',
    context: 'discord',
    service: 'boardwalk-discord',
    attempt: 2,
    outcome: 'dead_letter',
    error: 'PostRefusedError',
  }),
  {
    ...delivery(3_600_000, 20, {
      spanId: 's9',
      name: 'process collectives.collective-created.v1',
      group: 'discord.announcements',
      context: 'discord',
      service: 'boardwalk-discord',
      attempt: 3,
    }),
    traceId: other,
    links: [
      { traceId: 'a'.repeat(32), spanId: 's3', kind: 'creation' },
      { traceId: 'a'.repeat(32), spanId: 's8', kind: 'redrive_of' },
      { traceId: 'c'.repeat(32), spanId: 'gone', kind: 'causation' },
    ],
  },
  {
    ...span(3_600_010, 8, {
      spanId: 's10',
      parentId: 's9',
      name: 'send discord.posts',
      kind: 'client',
      context: 'discord',
      service: 'boardwalk-discord',
    }),
    traceId: other,
  },
]);
