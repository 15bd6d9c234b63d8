import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { Chance } from '../history/chance.js';
import { arrivals } from '../load/arrivals.js';
import { highestRate, type Step } from '../load/highest-rate.js';
import { Histogram } from '../load/histogram.js';
import { reportOf } from '../load/memory.js';
import type { LoadReport } from '../load/report.js';
import { type Circumstances, typed } from './at-the-terminal.js';
import { type Faults, LittleCommunity } from './little-community.js';
import { problem, StandIn } from './stand-in.js';

function first(count: number, each: Iterable<number>): number[] {
  const taken: number[] = [];
  for (const one of each) {
    if (taken.length === count) break;
    taken.push(one);
  }
  return taken;
}

describe('the schedule of a load', () => {
  it('is settled by its seed, before anything is answered', () => {
    const of = (seed: number) => first(500, arrivals(new Chance(seed), 20, 'poisson'));
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });

  it('has the rate that was asked for, by chance or evenly', () => {
    expect(first(4, arrivals(new Chance(1), 20, 'constant'))).toEqual([0, 50, 100, 150]);
    const [last = 0] = first(20_001, arrivals(new Chance(1), 20, 'poisson')).slice(-1);
    expect(20_000 / (last / 1_000)).toBeGreaterThan(19);
    expect(20_000 / (last / 1_000)).toBeLessThan(21);
  });
});

describe('percentiles', () => {
  it('are right to one per cent, whatever the values', () => {
    const histogram = new Histogram();
    for (let value = 1; value <= 10_000; value += 1) histogram.add(value);
    const { p50, p90, p99, p999, max } = histogram.percentiles;
    for (const [found, wanted] of [
      [p50, 5_000],
      [p90, 9_000],
      [p99, 9_900],
      [p999, 9_990],
    ] as const)
      expect(Math.abs(found - wanted) / wanted).toBeLessThan(0.011);
    expect(max).toBe(10_000);
  });
});

describe('the memory of a platform', () => {
  const megabytes = (values: readonly number[]) => values.map((value) => value * 1_048_576);
  const look = (of: (at: number) => number) =>
    reportOf(1, megabytes(Array.from({ length: 300 }, (_, at) => of(at)))).trend;

  it('is flat when it warms up, or saws, and growing when it goes on growing', () => {
    expect(look((at) => (at < 60 ? 120 + at : 180))).toBe('flat');
    expect(look((at) => 200 + (at % 40))).toBe('flat');
    expect(look((at) => 200 + at)).toBe('growing');
    expect(reportOf(1, megabytes([200, 900])).trend).toBe('too short to say');
  });
});

describe('the search for the highest rate', () => {
  const until =
    (limit: number) =>
    async (rate: number): Promise<Step> => ({
      ratePerSecond: rate,
      sustained: rate <= limit,
      p99Ms: 1,
      lagP99Ms: 1,
      catchUpMs: 1,
      why: rate <= limit ? null : 'slow',
    });

  it('goes up until a rate is not sustained, then looks between, in rates that can be typed', async () => {
    const { steps, highest } = await highestRate(10, until(40));
    expect(steps.map(({ ratePerSecond }) => ratePerSecond)).toEqual([10, 15, 22.5, 33.8, 50.7, 42.3, 38.1]);
    expect(highest).toBe(38.1);
  });

  it('ends at the first rate when that is too much, and when it is interrupted', async () => {
    expect(await highestRate(10, until(5))).toMatchObject({ steps: [{}], highest: null });
    expect(await highestRate(10, async () => null)).toEqual({ steps: [], highest: null });
  });
});

/** A minute of it, in no time. */
async function loaded(
  faults: Faults = {},
  words = '',
  given: Circumstances = {},
): Promise<{ code: number; report: LoadReport; community: LittleCommunity }> {
  await using community = await LittleCommunity.start();
  Object.assign(community.faults, faults);
  const line = `load --rate 5/s --for 30s --people 4 --json${words}`;
  const { code, out, err } = await typed(line, { ...given, env: community.http.env });
  if (out === '') throw new Error(err);
  return { code, report: JSON.parse(out) as LoadReport, community };
}

const wrong = ({ verdict }: LoadReport) => verdict.checks.filter(({ ok }) => !ok).map(({ name }) => name);

describe('a load', { timeout: 120_000 }, () => {
  it('does what a community does, measures it, and finds everything as it was answered', async () => {
    const { code, report, community } = await loaded();
    expect(code).toBe(0);
    expect(report).toMatchObject({
      ok: true,
      interrupted: false,
      verdict: { lost: 0, repeated: 0, outOfOrder: 0 },
    });
    expect(report.arrivals).toBeGreaterThan(100);
    const names = report.operations.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['publish', 'pull', 'sign-up', 'verify', 'search', 'invite']),
    );
    expect(report.operations.filter(({ failed, unanswered }) => failed + unanswered > 0)).toEqual([]);
    expect(report.lags.map(({ effect }) => effect)).toEqual(expect.arrayContaining(['sign-up → mail']));
    const published = community.publications.filter(({ status }) => status === 'confirmed');
    expect(report.verdict.checks.find(({ name }) => name === 'registry')?.examined).toBe(published.length);
  });

  it('is told as its published schema describes it', async () => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    ajvFormats.default(ajv);
    const schema = JSON.parse(
      readFileSync(new URL('../schemas/load.schema.json', import.meta.url), 'utf8'),
    ) as Record<string, unknown>;
    const { report } = await loaded({}, ' --demo');
    expect(ajv.validate(schema, report), ajv.errorsText()).toBe(true);
    expect(report.mix).toMatchObject({ 'wrong-password': 3, yank: 2, profile: 20 });
  });

  it('is the same for the same seed', async () => {
    const [one, other] = [await loaded(), await loaded()];
    const counts = ({ report }: typeof one) =>
      report.operations.map(({ name, count }) => [name, count]).sort();
    expect(one.report.arrivals).toBe(other.report.arrivals);
    expect(counts(one)).toEqual(counts(other));
  });

  it.each<[string, Faults, string[]]>([
    [
      'a fact that was answered and is not there',
      { lose: 'identity.email-verified.v1' },
      ['facts in the log'],
    ],
    ['a fact that is there twice', { repeat: 'collectives.invite-sent.v1' }, ['facts in the log', 'mail']],
    ['facts of a key in another order', { swap: true }, ['order of each key']],
    ['a mail that was not sent', { unsent: 'welcome' }, ['mail']],
    ['a record that is missing', { unrecorded: 'identity.user-registered.v1' }, ['telemetry']],
  ])('finds %s, and is 1', async (_, faults, checks) => {
    const { code, report } = await loaded(faults);
    expect(code).toBe(1);
    expect(report.ok).toBe(false);
    expect(wrong(report)).toEqual(expect.arrayContaining(checks));
    const [check] = report.verdict.checks.filter(({ name }) => name === checks[0]);
    expect(check?.examples[0]).toMatch(/\S/);
  });

  it('counts what got no answer, and neither misses it nor takes it for repeated', async () => {
    const { code, report } = await loaded({ answer: { path: /^invites\//, with: 'drop' } });
    expect(code).toBe(1);
    expect(wrong(report)).toEqual([]);
    expect(report.operations.find(({ name }) => name === 'accept')?.unanswered).toBeGreaterThan(0);
  });

  it('tells why requests were refused', async () => {
    const { code, report } = await loaded({
      answer: { path: /^leaderboards$/, with: problem(429, 'too-many-requests', 'Later.') },
    });
    expect(code).toBe(0);
    const board = report.operations.find(({ name }) => name === 'leaderboard');
    expect(board).toMatchObject({ done: 0, reasons: { 'too-many-requests': board?.count } });
  });

  it('does wrong on purpose, and expects to be refused', async () => {
    const { code, report } = await loaded(
      {},
      ' --mix wrong-password=1,invalid-body=1,stranger=1,same-again=1,sign-up=1',
    );
    expect(code, JSON.stringify(report.operations)).toBe(0);
    for (const name of ['wrong-password', 'invalid-body', 'stranger', 'same-again'])
      expect(report.operations.find((one) => one.name === name)?.done, name).toBeGreaterThan(0);
  });

  it('ends at Ctrl-C with a report, and is 130', async () => {
    const interrupt = new AbortController();
    await using community = await LittleCommunity.start();
    community.watch = () => {
      if (community.publications.length > 6) interrupt.abort();
    };
    const { code, out } = await typed('load --rate 5/s --for 10m --people 4 --json', {
      env: community.http.env,
      interrupt,
    });
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ interrupted: true, verdict: { ok: true } });
  });

  it('says where people cannot be brought in, and why', async () => {
    await using community = await LittleCommunity.start();
    community.faults.answer = { path: /^users$/, with: problem(409, 'username-taken', 'No.') };
    const { code, err } = await typed('load --for 10s', { env: community.http.env });
    expect(code).toBe(6);
    expect(err).toContain('refused: username-taken');
  });

  it('looks for the highest rate', async () => {
    const answer = { path: /^leaderboards$/, with: problem(503, 'overloaded', 'Later.'), left: 60 };
    const { code, report } = await loaded({ answer }, ' --for 3s --mix leaderboard=1 --find-rate');
    expect(code).toBe(1);
    expect(report.steps?.[0]).toMatchObject({ ratePerSecond: 5, sustained: true, why: null });
    expect(report.steps?.at(-1)).toMatchObject({
      sustained: false,
      why: expect.stringMatching(/^\d+ failed$/),
    });
    expect(report.highestRatePerSecond).toBeGreaterThanOrEqual(5);
  });

  it.each([
    ['load --rate fast'],
    ['load --for ever'],
    ['load --mix dance=1'],
    ['load --mix profile=0'],
    ['load --find-rate --demo'],
    ['load --people 1'],
  ])('%s is 2, and says what it takes', async (line) => {
    await using nobody = await StandIn.start(() => 'drop');
    const { code, err } = await typed(line, { env: nobody.env });
    expect(code).toBe(2);
    expect(err).toMatch(/Mend: /);
  });

  it('is read on a terminal', async () => {
    await using community = await LittleCommunity.start();
    const { out } = await typed('load --rate 5/s --for 20s --people 3', {
      env: community.http.env,
      columns: 100,
    });
    expect(out).toMatch(/OPERATION.*DONE.*REFUSED.*FAILED.*P50/);
    expect(out).toMatch(/FROM REQUEST TO EFFECT/);
    expect(out).toMatch(/All as promised: 0 lost, 0 repeated, 0 out of order, 0 failed\./);
  });
});
