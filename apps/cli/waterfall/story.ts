import type { TraceSpan, TraceStory } from '../platform/operator.js';

/** A time that a message spent waiting, in milliseconds after the first span. */
export interface Wait {
  readonly for: 'outbox' | 'queue' | 'retry';
  readonly from: number;
  readonly to: number;
}

/** One span in its place. */
export interface Row {
  readonly span: TraceSpan;
  /** For each level above whether more follows below it, from the outside in; the last entry is its own. */
  readonly branches: readonly boolean[];
  /** 1 unless it repeats the row above. */
  readonly attempt: number;
  readonly waits: readonly Wait[];
  /** The process that it runs in, when that is another one than its parent's, and than that of the span above it. */
  readonly enters: string | null;
  /** What it points to besides its parent. */
  readonly links: readonly { readonly kind: string; readonly to: string; readonly times: number }[];
  /** Sends of the same facts that this row stands for, one to each channel; 1 for every other row. */
  readonly sends: number;
}

const attribute = {
  attempt: 'boardwalk.delivery.attempt',
  outboxWait: 'boardwalk.outbox.wait_ms',
  queueDwell: 'boardwalk.queue.dwell_ms',
  group: 'messaging.consumer.group.name',
  message: 'messaging.message.id',
} as const;

/**
 * Rows of one tree below the other, in the order in which they began, attempts at one delivery below each other. What a relay sends
 * to one channel after the other is one row.
 */
export function rowsOf({ spans }: Pick<TraceStory, 'spans'>): Row[] {
  return withSendsFolded(treesOf(spans));
}

function treesOf(spans: readonly TraceSpan[]): Row[] {
  const byId = new Map(spans.map((span) => [keyOf(span.traceId, span.spanId), span]));
  const children = new Map<TraceSpan | null, TraceSpan[]>();
  for (const span of spans) {
    const parent = parentOf(span, byId);
    const siblings = children.get(parent) ?? [];
    siblings.push(span);
    children.set(parent, siblings);
  }
  const rows: Row[] = [];
  // No recursion: a chain of causes may be thousands of spans deep.
  const stack = [{ spans: inOrder(children.get(null) ?? []), next: 0, above: [] as boolean[] }];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const span = level.spans[level.next];
    if (span === undefined) {
      stack.pop();
      continue;
    }
    const previous = level.spans[level.next - 1];
    level.next += 1;
    const branches = stack.length === 1 ? [] : [...level.above, level.next < level.spans.length];
    rows.push(rowOf(span, previous, branches, byId));
    stack.push({ spans: inOrder(children.get(span) ?? []), next: 0, above: branches });
  }
  return rows;
}

function rowOf(
  span: TraceSpan,
  previous: TraceSpan | undefined,
  branches: readonly boolean[],
  byId: ReadonlyMap<string, TraceSpan>,
): Row {
  const parent = parentOf(span, byId);
  const repeats =
    previous !== undefined && deliveryOf(span) !== null && deliveryOf(span) === deliveryOf(previous);
  return {
    span,
    branches,
    attempt: repeats ? attemptOf(span) : 1,
    waits: waitsOf(span, repeats ? previous : undefined),
    enters:
      parent !== null && parent.service !== span.service && previous?.service !== span.service
        ? span.service
        : null,
    links: linksOf(span, byId),
    sends: 1,
  };
}

/** Each is a trace of its own that has nothing but the send, and there is one for each context. */
function withSendsFolded(rows: readonly Row[]): Row[] {
  const first = new Map<string, number>();
  const folded: Row[] = [];
  for (const [at, row] of rows.entries()) {
    const isTree = row.branches.length === 0 && rows[at + 1]?.branches.length !== 1;
    const facts = isTree ? factsSentBy(row.span) : null;
    const place = facts === null ? undefined : first.get(facts);
    const earlier = place === undefined ? undefined : folded[place];
    if (place !== undefined && earlier !== undefined) folded[place] = together(earlier, row);
    else {
      if (facts !== null) first.set(facts, folded.length);
      folded.push(row);
    }
  }
  return folded;
}

/** Null for whatever is no send that went well: a failure stands by itself. */
function factsSentBy({ status, links }: TraceSpan): string | null {
  if (status === 'error' || links.length === 0 || links.some(({ kind }) => kind !== 'batch_member'))
    return null;
  return links
    .map(({ traceId, spanId }) => keyOf(traceId, spanId))
    .sort()
    .join();
}

function together(one: Row, other: Row): Row {
  const [from, to] = [
    Math.min(one.span.offsetMs, other.span.offsetMs),
    Math.max(one.span.offsetMs + one.span.durationMs, other.span.offsetMs + other.span.durationMs),
  ];
  return { ...one, sends: one.sends + 1, span: { ...one.span, offsetMs: from, durationMs: to - from } };
}

/** Attempts stand below each other, in the place of the first. */
function inOrder(siblings: readonly TraceSpan[]): TraceSpan[] {
  const groups = new Map<string, TraceSpan[]>();
  for (const span of siblings) {
    const delivery = deliveryOf(span) ?? keyOf(span.traceId, span.spanId);
    const group = groups.get(delivery);
    if (group === undefined) groups.set(delivery, [span]);
    else group.push(span);
  }
  return [...groups.values()].flatMap((group) =>
    group.sort((one, other) => attemptOf(one) - attemptOf(other) || one.offsetMs - other.offsetMs),
  );
}

/** One fact for one subscription; null for what is no delivery. */
function deliveryOf({ kind, traceId, attributes }: TraceSpan): string | null {
  const [group, message] = [attributes[attribute.group], attributes[attribute.message]];
  if (kind !== 'consumer' || typeof group !== 'string' || typeof message !== 'string') return null;
  return `${traceId} ${group} ${message}`;
}

function attemptOf({ attributes }: TraceSpan): number {
  return numberOf(attributes[attribute.attempt]) ?? 1;
}

function waitsOf(span: TraceSpan, earlierAttempt: TraceSpan | undefined): Wait[] {
  if (earlierAttempt !== undefined) {
    const failed = earlierAttempt.offsetMs + earlierAttempt.durationMs;
    return waits({ for: 'retry', from: failed, to: span.offsetMs });
  }
  const queue = numberOf(span.attributes[attribute.queueDwell]) ?? 0;
  const outbox = numberOf(span.attributes[attribute.outboxWait]) ?? 0;
  const taken = span.offsetMs - queue;
  return waits(
    { for: 'outbox', from: taken - outbox, to: taken },
    { for: 'queue', from: taken, to: span.offsetMs },
  );
}

function waits(...all: readonly Wait[]): Wait[] {
  return all.filter(({ from, to }) => to > from);
}

function parentOf(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): TraceSpan | null {
  return span.parentId === null ? null : (byId.get(keyOf(span.traceId, span.parentId)) ?? null);
}

/** A link to its own parent says nothing new. Links of one kind to spans of one name are told once. */
function linksOf(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): Row['links'] {
  const told = new Map<string, { kind: string; to: string; times: number }>();
  for (const link of span.links) {
    if (link.traceId === span.traceId && link.spanId === span.parentId) continue;
    const target = byId.get(keyOf(link.traceId, link.spanId));
    const to = target?.name ?? `${link.traceId.slice(0, 8)}…/${link.spanId}`;
    const kind = link.kind ?? 'link';
    const known = told.get(`${kind} ${to}`);
    if (known === undefined) told.set(`${kind} ${to}`, { kind, to, times: 1 });
    else known.times += 1;
  }
  return [...told.values()];
}

function keyOf(traceId: string, spanId: string): string {
  return `${traceId}/${spanId}`;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
