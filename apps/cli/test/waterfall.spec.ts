import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { TraceSpan } from '../platform/operator.js';
import { Painter } from '../terminal/painter.js';
import { widthOf } from '../terminal/text.js';
import { Axis } from '../waterfall/axis.js';
import { rowsOf } from '../waterfall/story.js';
import { waterfall } from '../waterfall/waterfall.js';
import { delivery, founding, span, story } from './spans.js';

const plainly = new Painter(false);
const golden = (name: string) => new URL(`./golden/${name}`, import.meta.url).pathname;

describe('the waterfall', () => {
  it.each([120, 80, 48])('in %i columns is the golden one', async (columns) => {
    const drawn = `${waterfall(founding, columns, plainly).join('\n')}\n`;
    await expect(drawn).toMatchFileSnapshot(golden(`waterfall-${columns}.txt`));
  });

  it('fits every terminal', () => {
    for (let columns = 20; columns <= 200; columns += 1) {
      const wide = waterfall(founding, columns, plainly).filter((line) => widthOf(line) > columns);
      expect(wide, `${columns} columns`).toEqual([]);
    }
  });

  it('says the same with colours as without', () => {
    const coloured = waterfall(founding, 100, new Painter(true));
    const stripped = coloured.map(stripVTControlCharacters);
    expect(stripped).toEqual(waterfall(founding, 100, plainly));
    expect(coloured.join('')).toContain('\u001b[31m');
  });

  it('gives each context a colour of its own', () => {
    const lines = waterfall(founding, 120, new Painter(true));
    const hues = ['collectives', 'stats', 'discord', 'telemetry'].map(
      (context) => new RegExp(`\u001b\\[(\\d+)m${context} *\u001b`).exec(lines.join('\n'))?.[1],
    );
    expect(new Set(hues).size).toBe(4);
    expect(hues).not.toContain(undefined);
  });

  it('does not let names steer the terminal', () => {
    const hostile = story([
      span(0, 1, { spanId: 's', name: 'GET \u001b]0;pwned\u0007\u202eevil', context: '\u001b[2J' }),
    ]);
    const drawn = waterfall(hostile, 100, plainly).join('\n');
    for (const steering of ['\u001b', '\u0007', '\u202e']) expect(drawn).not.toContain(steering);
    expect(drawn).toContain('pwned');
  });

  it('draws what is not whole: a parent that is not kept, a trace of one span, thousands below each other', () => {
    const orphan = story([span(0, 1, { spanId: 'x', parentId: 'gone', name: 'orphan' })]);
    expect(waterfall(orphan, 80, plainly).join('\n')).toContain('orphan');
    const chain = story(
      Array.from({ length: 5_000 }, (_, at) =>
        span(at, 1, { spanId: String(at), parentId: at === 0 ? null : String(at - 1), name: `step ${at}` }),
      ),
    );
    const lines = waterfall(chain, 80, plainly);
    expect(lines.length).toBe(5_003);
    expect(lines.every((line) => widthOf(line) <= 80)).toBe(true);
  });

  it('says when there is more', () => {
    expect(waterfall({ ...founding, truncated: true }, 80, plainly).at(-1)).toContain(
      'more than one answer holds',
    );
  });
});

describe('the rows of a trace', () => {
  it('tell sends of the same facts to several channels as one, and a send that failed by itself', () => {
    const send = (traceId: string, offsetMs: number, fields: Partial<TraceSpan> = {}) =>
      span(offsetMs, 4, {
        ...{ traceId, spanId: traceId, kind: 'client', name: `send ${traceId}` },
        links: [{ traceId: 't', spanId: 'fact', kind: 'batch_member' }],
        ...fields,
      });
    const sent = story([
      span(0, 1, { traceId: 't', spanId: 'fact', kind: 'producer', name: 'create' }),
      send('a', 1),
      send('b', 7),
      send('c', 8, { status: 'error' }),
      send('d', 9, { links: [{ traceId: 't', spanId: 'another', kind: 'batch_member' }] }),
    ]);
    expect(
      rowsOf(sent).map(({ sends, span: { name, offsetMs, durationMs } }) => [
        name,
        sends,
        offsetMs,
        durationMs,
      ]),
    ).toEqual([
      ['create', 1, 0, 1],
      ['send a', 2, 1, 10],
      ['send c', 1, 8, 4],
      ['send d', 1, 9, 4],
    ]);
    const drawn = waterfall(sent, 100, plainly).join('\n');
    expect(drawn).toContain('2 linked traces\n');
    expect(drawn).toContain('K send to 2 channels');
  });

  it('put attempts at one delivery below each other, whatever came between', () => {
    const attempts = rowsOf(founding).map(
      ({ span: { spanId }, attempt }) => `${spanId}${attempt > 1 ? ` ↻${attempt}` : ''}`,
    );
    expect(attempts).toEqual(['s1', 's2', 's3', 's4', 's5', 's6', 's8 ↻2', 's7', 's9', 's10']);
  });

  it('tell outbox and queue apart, and the wait for another attempt from both', () => {
    const waits = Object.fromEntries(
      rowsOf(founding).map(({ span: { spanId }, waits: found }) => [spanId, found]),
    );
    expect(waits['s4']).toEqual([
      { for: 'outbox', from: 75, to: 95 },
      { for: 'queue', from: 95, to: 110 },
    ]);
    expect(waits['s8']).toEqual([{ for: 'retry', from: 150, to: 180 }]);
  });

  it('name the process where it changes', () => {
    const entered = rowsOf(founding).filter(({ enters }) => enters !== null);
    expect(entered.map(({ span: { spanId }, enters }) => [spanId, enters])).toEqual([
      ['s6', 'boardwalk-discord'],
    ]);
  });

  it('tell links by what they lead to, but not the one to the parent, and many of a kind once', () => {
    const [redriven] = rowsOf(founding).filter(({ span: { spanId } }) => spanId === 's9');
    expect(redriven?.links).toEqual([
      { kind: 'creation', to: 'create collectives.collective-created.v1', times: 1 },
      { kind: 'redrive_of', to: 'process', times: 1 },
      { kind: 'causation', to: 'cccccccc…/gone', times: 1 },
    ]);
    const own = { ...delivery(5, 1, { spanId: 'd', parentId: 'p', name: 'process', group: 'g' }) };
    const parent = span(0, 1, { spanId: 'p', name: 'create' });
    const toParent = { ...own, links: [{ traceId: own.traceId, spanId: 'p', kind: 'creation' }] };
    expect(rowsOf({ spans: [parent, toParent] })[1]?.links).toEqual([]);
    const batch = span(9, 1, {
      spanId: 'b',
      name: 'send',
      links: Array.from({ length: 40 }, () => ({ traceId: own.traceId, spanId: 'p', kind: 'batch_member' })),
    });
    expect(rowsOf({ spans: [parent, batch] })[1]?.links).toEqual([
      { kind: 'batch_member', to: 'create', times: 40 },
    ]);
  });
});

describe('the axis', () => {
  it('is even while something runs all the time', () => {
    const axis = new Axis([{ offsetMs: 0, durationMs: 100 }], 100);
    expect(axis.folded).toBe(0);
    expect(axis.place(25, 50)).toEqual({ first: 25, last: 49 });
  });

  it('folds a long time in which nothing runs, so that the rest is still seen', () => {
    const axis = new Axis(
      [
        { offsetMs: 0, durationMs: 100 },
        { offsetMs: 3_600_000, durationMs: 100 },
      ],
      100,
    );
    expect(axis.folded).toBe(3_599_900);
    const [early, late] = [axis.place(0, 100), axis.place(3_600_000, 3_600_100)];
    expect(early.last - early.first).toBeGreaterThan(40);
    expect(late.last - late.first).toBeGreaterThan(40);
    expect(late.first).toBeGreaterThan(early.last);
  });

  it('shows even what takes no time', () => {
    const axis = new Axis([{ offsetMs: 0, durationMs: 0 }], 20);
    expect(axis.place(0, 0)).toEqual({ first: 0, last: 0 });
    expect(axis.place(-50, -10)).toEqual({ first: 0, last: 0 });
  });
});
