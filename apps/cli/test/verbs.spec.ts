import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../terminal/text.js';
import { answerOf, comparison, event, eventId, redriveId } from './answers.js';
import { typed } from './at-the-terminal.js';
import { LittlePlatform } from './little-platform.js';
import { StandIn } from './stand-in.js';

const folder = new URL('../schemas/', import.meta.url);
const schema = (name: string) =>
  JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8')) as Record<string, unknown>;
const ajv = new Ajv({ strict: true, allowUnionTypes: true });
ajvFormats.default(ajv);

let platform: StandIn;
beforeAll(async () => {
  platform = await StandIn.start(answerOf);
});
afterAll(() => platform.close());

const asked = (line: string, columns?: number) =>
  typed(line, { env: platform.env, ...(columns !== undefined && { columns }) });

const documents: readonly (readonly [line: string, schema: string, code: number])[] = [
  ['events ls', 'events-ls', 0],
  [`events show ${eventId}`, 'events-show', 0],
  [`trace ${eventId}`, 'trace', 0],
  ['dlq ls', 'dlq', 0],
  [`dlq show ${eventId}`, 'dlq', 0],
  [`dlq redrive ${eventId}`, 'dlq-redrive', 0],
  ['dlq groups', 'dlq-groups', 0],
  ['dlq redrive --error Refused --rate 100', 'dlq-redrive', 0],
  ['dlq redrive --all --dry-run', 'dlq-redrive', 0],
  ['dlq redrive --all --no-wait', 'dlq-redrive', 0],
  ['dlq redrives ls', 'dlq-redrives', 0],
  [`dlq redrives watch ${redriveId}`, 'dlq-redrive', 0],
  [`dlq redrives pause ${redriveId}`, 'dlq-redrive', 0],
  [`dlq redrives resume ${redriveId}`, 'dlq-redrive', 0],
  [`dlq redrives cancel ${redriveId}`, 'dlq-redrive', 0],
  [`dlq archive ${eventId}`, 'dlq-archive', 0],
  ['dlq archive --type a.b.v1', 'dlq-archive', 0],
  ['dlq archive --all --dry-run', 'dlq-archive', 0],
  [`dlq edit ${eventId} --set userId=u-2`, 'dlq-edit', 0],
  ['consumers ls', 'consumers', 0],
  ['consumers pause stats.scores', 'consumers-change', 0],
  ['consumers resume stats.scores', 'consumers-change', 0],
  ['consumers forget far.away', 'consumers-forget', 0],
  ['calls ls', 'calls', 0],
  [`calls settle notifications.emails ${redriveId} --as again`, 'calls-settle', 0],
  ['delayed ls', 'delayed', 0],
  [`delayed redrive ${redriveId}`, 'delayed-redrive', 0],
  ['events replay stats.scores --shadow', 'events-replay', 0],
  ['events replay stats.scores --shadow --no-compare', 'events-replay', 0],
  [`events replays compare ${redriveId}`, 'events-replay', 0],
  ['events replay stats.scores --live --no-wait', 'events-replay', 0],
  ['events replays', 'events-replays', 0],
  [`events replays watch ${redriveId}`, 'events-replay', 0],
  [`events replays cancel ${redriveId}`, 'events-replay', 0],
  ['mail ls', 'mail-ls', 0],
  ['stats', 'stats', 0],
  ['stats explain ada', 'stats-explain', 0],
  ['doctor', 'doctor', 1],
  ['extract stats --back --dry-run', 'extract', 0],
  ['extract stats --dry-run --only compose', 'extract', 1],
];

/** Examined where there are members. */
const memberDocuments = [
  'login',
  'logout',
  'collectives-ls',
  'collectives-show',
  'collectives-members',
  'collectives-found',
  'collectives-invite',
  'extensions-search',
  'extensions-show',
  'extensions-publish',
  'extensions-pull',
  'extensions-standing',
];

describe('--json', () => {
  it.each(documents)(
    'of %s is one document that its published schema describes',
    async (line, name, code) => {
      const ran = await asked(`${line} --json`);
      expect(ran.code, ran.err).toBe(code);
      const valid = ajv.validate(schema(name), JSON.parse(ran.out));
      expect(valid, ajv.errorsText()).toBe(true);
    },
  );

  it('of an import, a tour and new code is as its schema says, too', async () => {
    await using little = await LittlePlatform.start();
    const file = join(mkdtempSync(join(tmpdir(), 'boardwalk-verbs-')), 'empty.jsonl');
    writeFileSync(file, '');
    const ran = {
      'import-publications': await typed(['import', 'publications', file, '--json'], {
        env: little.http.env,
      }),
      tour: await typed('tour --json', { env: platform.env }),
      new: await typed('new context harbour-log --dry-run --json'),
    };
    rmSync(dirname(file), { recursive: true });
    for (const [name, { out, err }] of Object.entries(ran)) {
      const valid = ajv.validate(schema(name), JSON.parse(out || 'null'));
      expect(valid, `${name}: ${ajv.errorsText()} ${err}`).toBe(true);
    }
  });

  it('has a schema for each of its documents, and no other schemas lie there', () => {
    const elsewhere = ['tour', 'import-publications', 'new', 'load', ...memberDocuments];
    const used = [...new Set(documents.map(([, name]) => name)), ...elsewhere];
    expect(readdirSync(folder).sort()).toEqual(used.map((name) => `${name}.schema.json`).sort());
  });
});

describe('--ndjson', () => {
  it.each([
    ['events ls', 'events-ls', 1],
    ['events tail --limit 2', 'events-ls', 2],
    ['dlq ls', 'dlq', 1],
    ['mail ls', 'mail-ls', 3],
    ['dlq groups', 'dlq-groups', 1],
    ['dlq redrives', 'dlq-redrives', 1],
    ['events replays', 'events-replays', 1],
    ['consumers ls', 'consumers', 1],
    ['calls ls', 'calls', 1],
    ['delayed ls', 'delayed', 1],
    ['stats', 'stats', 2],
    ['stats explain ada', 'stats-explain', 2],
  ] as const)('of %s is a line per item, as the schema describes it', async (line, name, count) => {
    const { out } = await asked(`${line} --ndjson`);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(count);
    const whole = schema(name) as { definitions: { line: object } };
    for (const text of lines)
      expect(ajv.validate(whole.definitions.line, JSON.parse(text)), ajv.errorsText()).toBe(true);
  });

  it('does not go together with --json', async () => {
    expect(await asked('events ls --json --ndjson')).toMatchObject({ code: 2, out: '' });
  });
});

describe('what people read', () => {
  it.each(documents.map(([line]) => line))(
    'of %s goes to stdout, fits the terminal, and holds nothing that steers it',
    async (line) => {
      for (const columns of [60, 80, 132]) {
        const { out } = await asked(line, columns);
        expect(out.trim()).not.toBe('');
        const bare = stripVTControlCharacters(out);
        expect(bare).not.toContain('\u001b');
        expect(bare).not.toContain('\u0007');
        if (
          /^(events (ls|show|tail|replays$)|dlq ls|dlq groups|dlq redrives ls|consumers ls|calls ls|delayed ls|mail|stats|trace|doctor|extract stats --back)/.test(
            line,
          )
        )
          for (const text of bare.split('\n')) expect(widthOf(text), text).toBeLessThanOrEqual(columns);
      }
    },
  );

  it('has colours on a terminal, unless NO_COLOR is set, and none in a pipe', async () => {
    const colours = '\u001b[';
    expect((await asked('doctor', 80)).out).toContain(colours);
    expect((await asked('doctor')).out).not.toContain(colours);
    const unwanted = { env: { ...platform.env, NO_COLOR: '1' }, columns: 80 };
    expect((await typed('doctor', unwanted)).out).not.toContain(colours);
    const forced = { env: { ...platform.env, FORCE_COLOR: '1' } };
    expect((await typed('doctor', forced)).out).toContain(colours);
  });

  it('of an empty list is a hint, and nothing on stdout', async () => {
    await using empty = await StandIn.start(() => ({
      status: 200,
      body: { items: [], subscriptions: [], nextCursor: null, total: 0, position: '0-0' },
    }));
    for (const line of [
      'events ls',
      'events replays',
      'dlq ls',
      'dlq groups',
      'dlq redrives ls',
      'consumers ls',
      'calls ls',
      'delayed ls',
      'mail ls',
      'stats',
    ])
      expect(await typed(line, { env: empty.env }), line).toMatchObject({
        code: 0,
        out: '',
        err: expect.stringMatching(/\S/),
      });
  });

  it('of events tells keys apart that were made at about the same time', async () => {
    const keyOf = (at: number) => `01981c2e-7f3a-7000-8000-00000000a00${at}`;
    await using busy = await StandIn.start(() => ({
      status: 200,
      body: { items: [1, 2].map((at) => ({ ...event, key: keyOf(at) })), nextCursor: null, position: '12-2' },
    }));
    const listed = await typed('events ls', { env: busy.env, columns: 96 });
    expect(listed.out).toMatch(/ \w+…\w*1 .*\n.* \w+…\w*2 /);
    const followed = await typed('events tail --limit 2', { env: busy.env, columns: 60 });
    expect(followed.out).toMatch(/…\w*-?\w*1\n.*…\w*-?\w*2\n/);
  });

  it('of an examination breaks lines between words, and names what failed again at the end', async () => {
    const { out } = await asked('doctor', 40);
    expect(stripVTControlCharacters(out)).toBe(examined);
  });

  it('about what went wrong breaks no word on a terminal, and no line elsewhere', async () => {
    const line = 'events replay stats.scores --live --shadow';
    const { err } = await asked(line, 44);
    for (const text of err.split('\n')) expect(widthOf(text), text).toBeLessThanOrEqual(44);
    expect(err).toContain('\n        --shadow fills copies of the tables\n');
    expect((await asked(line)).err.trimEnd().split('\n')).toHaveLength(3);
  });

  it('of a single check is no "all"', async () => {
    const only = { name: 'database', ok: true, detail: 'Answers.', mend: null };
    await using small = await StandIn.start(() => ({ status: 200, body: { ok: true, checks: [only] } }));
    expect((await typed('doctor', { env: small.env })).out).toContain('\nThe check passed.\n');
  });

  it('of mail that nobody was sent says that it is captured', async () => {
    expect((await asked('mail ls')).out).toMatch(/STATUS[^]* captured /);
  });

  it('of mail can be what it says', async () => {
    const { out } = await asked('mail ls --text --limit 1');
    expect(out).toContain('  http://localhost/verify-email?token=t\n');
  });

  it('of what is settled or runs again already says that nothing was left to do', async () => {
    await using done = await StandIn.start(() => ({
      status: 200,
      body: { settled: false, redriven: false },
    }));
    const at = { env: done.env };
    expect(await typed(`calls settle a.b ${redriveId} --as sent`, at)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing to settle'),
    });
    expect(await typed(`delayed redrive ${redriveId}`, at)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing to redrive'),
    });
  });

  it('of a redrive says that nothing was left to do', async () => {
    await using done = await StandIn.start(() => ({ status: 200, body: { redriven: 0 } }));
    expect(await typed(`dlq redrive ${eventId}`, { env: done.env })).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing to redrive'),
    });
  });
});

const examined = `✓ database  Answers.
✗ dead letters  1 delivery gave up,
    and what came after it waits.
  Mend: See them with "boardwalk dlq
        groups", and mend the cause.
1 of 2 checks failed: dead letters.
`;

describe('questions', () => {
  it('carry the filters that were typed', async () => {
    await asked('events ls --type a.b.v1 --context a --status dead --limit 7');
    expect(platform.asked.at(-1)?.path).toBe('operator/events?type=a.b.v1&context=a&status=dead&limit=7');
    await asked(`dlq redrive ${eventId} --subscription stats.scores`);
    expect(platform.asked.at(-1)?.body).toEqual({ subscription: 'stats.scores' });
    await asked('dlq ls --subscription s --error Refused --since 2026-03-17 --limit 5');
    expect(platform.asked.at(-1)?.path).toBe(
      'operator/dead-letters?subscription=s&errorClass=Refused&since=2026-03-17T00%3A00%3A00.000Z&limit=5',
    );
    await asked('dlq redrive --type a.b.v1 --rate 50 --no-wait');
    expect(platform.asked.at(-1)?.body).toEqual({ type: 'a.b.v1', rate: 50 });
    await asked(`dlq edit ${eventId} --set userId=u-2 --set points=7 --redrive`);
    expect(platform.asked.at(-1)?.body).toEqual({
      data: { userId: 'u-2', points: 7 },
      dryRun: false,
      redrive: true,
    });
    await asked(`calls settle notifications.emails ${redriveId} --as failed`);
    expect(platform.asked.at(-1)?.body).toEqual({ as: 'failed' });
    await asked('events replay stats.scores --live --from 12-3 --no-wait');
    expect(platform.asked.at(-1)?.body).toEqual({ subscription: 'stats.scores', mode: 'live', from: '12-3' });
    await asked('events replay stats.scores --live --from 2026-03-17 --no-wait');
    expect(platform.asked.at(-1)?.body).toMatchObject({ from: '2026-03-17T00:00:00.000Z' });
    await asked('events tail --limit 1 --from genesis --ndjson');
    expect(platform.asked.at(-1)?.path).toBe('operator/events?after=0-0&limit=100');
    await asked('stats --window week --at 2026-03-17T18:00:00Z');
    expect(platform.asked.at(-1)?.path).toContain('window=week&at=2026-04-09');
  });

  it('are asked page by page, for no more than was wanted', async () => {
    const { out } = await asked('mail ls --limit 2 --ndjson');
    expect(out.trim().split('\n')).toHaveLength(2);
  });

  it('of a tail go on from where the last answer ended', async () => {
    await asked('events tail --limit 3 --ndjson');
    const tails = platform.asked.filter(({ path }) => path.includes('after=')).map(({ path }) => path);
    expect(tails.slice(-3)).toEqual([
      'operator/events?after=12-33&limit=100',
      'operator/events?after=12-34&limit=100',
      'operator/events?after=12-34&limit=100',
    ]);
  });

  it('of a tail survive a platform that is away for a while', async () => {
    let answers = 0;
    await using shaky = await StandIn.start(() => {
      answers += 1;
      return answers === 2 || answers === 3
        ? 'drop'
        : { status: 200, body: { items: [event], nextCursor: null, position: `12-${answers}` } };
    });
    expect(await typed('events tail --limit 1 --ndjson', { env: shaky.env })).toMatchObject({ code: 0 });
    expect(answers).toBe(4);
  });
});

describe('a redrive of many', () => {
  const running = { matching: 9, redrive: { id: redriveId, rate: 1, total: 9, done: 4, state: 'running' } };

  it('is watched until it is done', async () => {
    let looks = 0;
    await using slow = await StandIn.start(({ method }) => {
      if (method === 'POST') return { status: 200, body: running };
      looks += 1;
      return { status: 200, body: { ...running.redrive, ...(looks > 2 && { done: 9, state: 'done' }) } };
    });
    expect(await typed('dlq redrive --all', { env: slow.env })).toMatchObject({
      code: 0,
      out: '9 dead letters run again.\n',
    });
    expect(looks).toBe(3);
  });

  it('goes on when the watching is interrupted, and it is said how to find it again', async () => {
    const interrupt = new AbortController();
    await using slow = await StandIn.start(({ method }) => {
      if (method === 'GET') interrupt.abort();
      return { status: 200, body: method === 'POST' ? running : running.redrive };
    });
    const { code, err } = await typed('dlq redrive --all', { env: slow.env, interrupt });
    expect(code).toBe(130);
    expect(err).toContain(`boardwalk dlq redrives watch ${redriveId}`);
  });

  it('that was cancelled is 1', async () => {
    await using ended = await StandIn.start(({ method }) => ({
      status: 200,
      body: method === 'POST' ? running : { ...running.redrive, state: 'cancelled' },
    }));
    expect((await typed('dlq redrive --all', { env: ended.env })).code).toBe(1);
  });
});

describe('archiving many', () => {
  it('asks until none is left', async () => {
    let left = 2_500;
    await using platform = await StandIn.start(() => {
      const archived = Math.min(1_000, left);
      left -= archived;
      return { status: 200, body: { archived, remaining: left } };
    });
    const { code, out } = await typed('dlq archive --all', { env: platform.env });
    expect([code, out, platform.asked.length]).toEqual([
      0,
      '2,500 dead letters archived; their keys go on.\n',
      3,
    ]);
  });
});

describe('a shadow', () => {
  const compared = async (change: object, line = `events replays compare ${redriveId}`) => {
    await using other = await StandIn.start((ask) =>
      ask.path.endsWith('/comparison') ? { status: 200, body: { ...comparison, ...change } } : answerOf(ask),
    );
    return await typed(line, { env: other.env });
  };
  const [accounts, grants] = comparison.tables;
  const different = { tables: [accounts, { ...grants, equal: false }] };

  it('that is equal to the tables is 0, and the tables are named', async () => {
    const { code, out, err } = await asked('events replay stats.scores --shadow');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^The shadow of stats.scores is filled.*\nTABLE.*\naccounts +1,234 +1,234 +yes\nscore_grants.* yes\n$/,
    );
  });

  it('that differs is 1, also as JSON and right after the replay', async () => {
    for (const line of [`events replays compare ${redriveId}`, 'events replay stats.scores --shadow']) {
      expect(await compared(different, line)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/score_grants.* no\n/),
        err: expect.stringContaining('Both are at the same place, 12-34.'),
      });
      expect((await compared(different, `${line} --json`)).code).toBe(1);
    }
    expect((await compared(different, 'events replay stats.scores --shadow --no-compare')).code).toBe(0);
  });

  it('that ends elsewhere than the subscription is said to be no verdict', async () => {
    const at = (behind: number, ahead: number) => ({ live: { position: '12-40', behind, ahead } });
    expect((await compared({ ...different, ...at(0, 2) })).err).toContain(
      'stats.scores has gone on since: it has come to 2 facts after 12-34',
    );
    expect((await compared({ ...different, ...at(1, 0) })).err).toContain(
      'it has 1 fact up to 12-34 before it',
    );
  });
});

describe('forgetting a reader', () => {
  const database = (at: number) => `01981c2e-7f3a-7000-8000-00000000000${at}`;
  const reader = (at: number) => ({
    subscription: 'far.away',
    database: database(at),
    position: '12-7',
    reportedAt: null,
  });
  const deleted = { retrying: 0, waiting: 0, dead: 0, archived: 0 };

  it('says how many deliveries went with it', async () => {
    expect((await asked('consumers forget far.away')).out).toContain(
      'after 12-7, is not kept for it any more. Deliveries that it had failed with are deleted: 2 dead, 0 to be retried, 1 waiting, 0 archived.',
    );
  });

  it('needs its database when there are several of that name', async () => {
    await using several = await StandIn.start(({ method, path }) => ({
      status: 200,
      body: method === 'GET' ? { items: [reader(1), reader(2)] } : { ...reader(2), path, deleted },
    }));
    const at = { env: several.env };
    const unclear = await typed('consumers forget far.away', at);
    expect(unclear).toMatchObject({ code: 2, out: '', err: expect.stringContaining(database(2)) });
    expect((await typed(`consumers forget far.away --database ${database(2)}`, at)).code).toBe(0);
    expect(several.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: `operator/readers/${database(2)}/far.away/forget`,
    });
    expect((await typed(`consumers forget far.away --database ${database(3)}`, at)).code).toBe(3);
  });

  it('that there is not is 3, and says for whom the log is kept', async () => {
    expect(await asked('consumers forget nobody')).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('far.away'),
    });
  });
});
