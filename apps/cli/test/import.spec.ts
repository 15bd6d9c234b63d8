import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyOf } from '../history/history.js';
import { QuickTime, typed } from './at-the-terminal.js';
import { LittlePlatform } from './little-platform.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boardwalk-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const history = [...historyOf({ seed: 7, collectives: 4, authors: 12, extensions: 20, lines: 300 })];
const names = history.map(({ name, version }) => `${name} ${version}`);

function file(lines: readonly (object | string)[], name = 'history.jsonl'): string {
  const text = `${lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')}\n`;
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

const line = (over: object = {}): object => ({
  publishedAt: '2026-03-17T18:21:17+00:00',
  name: '@tide-pool/gauge',
  version: '2026.03.17.1',
  author: 'ada',
  ...over,
});

const rejected = (path: string) =>
  readFileSync(`${path}.rejects.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as { line: number; reason: string; text: string | null });

describe('an import of publications', () => {
  it('takes every line, in the order of the file, and tells what it cost', async () => {
    await using platform = await LittlePlatform.start();
    const { code, out } = await typed(['import', 'publications', file(history), '--batch', '40'], {
      env: platform.http.env,
    });
    expect(code).toBe(0);
    expect(platform.published).toEqual(names);
    expect(out).toMatch(/^300 lines in .*, .* per second$/m);
    expect(out).toMatch(/^ {2}done +300$/m);
    expect(out).toMatch(/^ {2}repeated +0$/m);
    expect(out).toMatch(/^\d+ MB of memory/m);
    expect(out).toMatch(/^All 2 subscriptions caught up/m);
  });

  it('brings in authors and collectives once, founded by their first author', async () => {
    await using platform = await LittlePlatform.start();
    await typed(['import', 'publications', file(history), '--batch', '40'], { env: platform.http.env });
    expect([...platform.users.keys()].sort()).toEqual(
      [...new Set(history.map(({ author }) => author))].sort(),
    );
    for (const [slug, { founder, members }] of platform.collectives) {
      const own = history.filter(({ name }) => name.startsWith(`@${slug}/`));
      expect(founder).toBe(own[0]?.author);
      expect([...members].sort()).toEqual([...new Set(own.map(({ author }) => author))].sort());
    }
    const sent = platform.asked('users').flatMap(({ body }) => (body as { users: object[] }).users);
    expect(sent).toHaveLength(12);
  });

  it('changes nothing when it is run again', async () => {
    await using platform = await LittlePlatform.start();
    const words = ['import', 'publications', file(history), '--json'];
    await typed(words, { env: platform.http.env });
    const { code, out } = await typed(words, { env: platform.http.env });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      lines: 300,
      done: 0,
      repeated: 300,
      rejected: 0,
      rejectsFile: null,
    });
    expect(platform.published).toEqual(names);
  });

  it('reads packed files too', async () => {
    await using platform = await LittlePlatform.start();
    const { code } = await typed(['import', 'publications', file(history, 'history.jsonl.gz')], {
      env: platform.http.env,
    });
    expect(code).toBe(0);
    expect(platform.published).toEqual(names);
  });

  it('keeps the order of the file however far the registry is behind', async () => {
    await using platform = await LittlePlatform.start({ gain: 3 });
    const { code, out } = await typed(['import', 'publications', file(history), '--batch', '40', '--json'], {
      env: platform.http.env,
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ done: 300, rejected: 0 });
    expect(platform.published).toEqual(names);
  });

  it('sends a batch once the registry knows everybody in it, and says how far it was told', async () => {
    await using platform = await LittlePlatform.start({ gain: 1 });
    await typed(['import', 'publications', file(history.slice(0, 60)), '--batch', '20'], {
      env: platform.http.env,
    });
    const sent = platform.asked('publications').map(({ body, position }) => {
      const { lines } = body as { lines: { author: string }[] };
      return { asks: lines[0]?.author === '-', size: lines.length, position: Number(position) };
    });
    expect(sent.filter(({ asks }) => !asks).map(({ size }) => size)).toEqual([20, 20, 20]);
    expect(sent[0]?.asks).toBe(true);
    const batches = sent.filter(({ asks }) => !asks).map(({ position }) => position);
    expect(batches).toEqual([...batches].sort((one, other) => one - other));
  });

  it('sends what is behind all the same again before anything else', async () => {
    await using platform = await LittlePlatform.start({ gain: 4 });
    platform.answersQuestions = false;
    const { code } = await typed(['import', 'publications', file(history), '--batch', '40'], {
      env: platform.http.env,
    });
    expect(code).toBe(0);
    for (const name of new Set(history.map((one) => one.name))) {
      const own = (one: string) => one.startsWith(`${name} `);
      expect(platform.published.filter(own)).toEqual(names.filter(own));
    }
    expect(platform.published.toSorted()).toEqual(names.toSorted());
  });

  it('gives up on a registry that does not catch up, and says what to look at', async () => {
    await using platform = await LittlePlatform.start({ gain: 0 });
    const { code, err } = await typed(['import', 'publications', file(history), '--patience', '9'], {
      env: platform.http.env,
    });
    expect(code).toBe(5);
    expect(err).toContain('has not caught up with its own writes for 9.00 s');
    expect(err).toContain('boardwalk doctor');
  });
});

describe('bad lines', () => {
  const bad: readonly (readonly [string, string | object, RegExp])[] = [
    ['no JSON', '{"name":', /^It is not JSON/],
    ['no object', '[1]', /not an object/],
    ['without a field', { ...line(), author: undefined }, /no author/],
    ['a day that no calendar has', line({ version: '2026.02.30.1' }), /"2026\.02\.30\.1".*calendar/],
    ['a version with a leading zero', line({ version: '2026.02.03.01' }), /MICRO/],
    ['a name that climbs', line({ name: '@a/../b' }), /"@a\/\.\.\/b"/],
    ['a time without offset', line({ publishedAt: '2026-03-17T18:21:17' }), /offset/],
    ['a time that is none', line({ publishedAt: '2026-02-30T18:21:17Z' }), /ISO 8601/],
    ['an author that is no username', line({ author: 'Ada Lovelace' }), /no username/],
    ['labels that are no list', line({ labels: 'a' }), /labels are no list/],
    ['contents that count nothing', line({ contents: { models: -1 } }), /no whole number/],
    [
      'contents that would reach a prototype',
      '{"publishedAt":"2026-03-17T18:21:17Z","name":"@a/b","version":"2026.03.17.1","author":"ada","contents":{"__proto__":1}}',
      /__proto__/,
    ],
    ['too many labels', line({ labels: Array.from({ length: 51 }, String) }), /more than 50/],
    ['a label that is too long', line({ labels: ['x'.repeat(65)] }), /longer than 64/],
    ['a control character', line({ platforms: ['linux\u0007'] }), /control character/],
    ['half a character', line({ labels: ['\ud800'] }), /no character/],
  ];

  it.each(bad)(
    '%s: reported with number and reason, and nobody is brought in for it',
    async (_, text, reason) => {
      await using platform = await LittlePlatform.start();
      const path = file([line(), text]);
      const { code, out, err } = await typed(['import', 'publications', path], { env: platform.http.env });
      expect(code).toBe(1);
      expect(rejected(path)).toMatchObject([{ line: 2, reason: expect.stringMatching(reason) }]);
      expect(err).toMatch(/^line 2: /m);
      expect(out).toMatch(/^ {2}rejected +1$/m);
      expect(out).toContain(`${path}.rejects.jsonl`);
      expect(platform.published).toEqual(['@tide-pool/gauge 2026.03.17.1']);
      expect([...platform.users.keys()]).toEqual(['ada']);
      expect([...platform.collectives.keys()]).toEqual(['tide-pool']);
    },
  );

  it('that are too long, or no UTF-8, are left out without being kept in memory', async () => {
    await using platform = await LittlePlatform.start();
    const path = join(folder, 'hostile.jsonl');
    const text = [
      Buffer.from(JSON.stringify(line({ labels: ['x'.repeat(400_000)] }))),
      Buffer.from([0x22, 0xff, 0xfe]),
      Buffer.from(JSON.stringify(line())),
    ];
    writeFileSync(path, Buffer.concat(text.flatMap((one) => [one, Buffer.from('\n')])));
    const { code } = await typed(['import', 'publications', path], { env: platform.http.env });
    expect(code).toBe(1);
    expect(rejected(path)).toEqual([
      { line: 1, reason: 'The line is longer than 256 kB.', text: null },
      { line: 2, reason: 'The line is not UTF-8.', text: null },
    ]);
    expect(platform.published).toHaveLength(1);
  });

  it('of an author whom the platform refuses are rejected with its reason, and found no collective', async () => {
    await using platform = await LittlePlatform.start();
    platform.reserved = new Set(['admin']);
    const path = file([
      line({ author: 'admin', name: '@pier/a' }),
      line(),
      line({ author: 'admin', version: '2026.03.17.2' }),
    ]);
    const { code } = await typed(['import', 'publications', path], { env: platform.http.env });
    expect(code).toBe(1);
    expect(rejected(path).map(({ line: number, reason }) => [number, reason])).toEqual([
      [1, 'Its author was rejected: The name is reserved.'],
      [3, 'Its author was rejected: The name is reserved.'],
    ]);
    expect([...platform.collectives.keys()]).toEqual(['tide-pool']);
  });

  it('that the platform cannot even read are found by halving, and rejected alone', async () => {
    await using platform = await LittlePlatform.start();
    platform.largestBody = 3_000;
    const lines = [1, 2, 3, 4, 5, 6].map((micro) =>
      line({
        version: `2026.03.17.${micro}`,
        dependencies:
          micro === 4 ? Array.from({ length: 100 }, (_, at) => `@pier/${'x'.repeat(40)}${at}`) : [],
      }),
    );
    const path = file(lines);
    const { code } = await typed(['import', 'publications', path], { env: platform.http.env });
    expect(code).toBe(1);
    expect(rejected(path)).toMatchObject([{ line: 4, reason: 'The body is larger than the route takes.' }]);
    expect(platform.published.map((name) => name.at(-1))).toEqual(['1', '2', '3', '5', '6']);
  });

  it('leave no file of rejects behind once they are mended', async () => {
    await using platform = await LittlePlatform.start();
    const path = file(['no JSON']);
    await typed(['import', 'publications', path], { env: platform.http.env });
    expect(existsSync(`${path}.rejects.jsonl`)).toBe(true);
    file([line()]);
    await typed(['import', 'publications', path], { env: platform.http.env });
    expect(existsSync(`${path}.rejects.jsonl`)).toBe(false);
  });

  it('are still reported when the file of rejects cannot be written', async () => {
    await using platform = await LittlePlatform.start();
    const path = file(['no JSON', 'no JSON either']);
    const words = ['import', 'publications', path, '--rejects', join(folder, 'nowhere', 'rejects.jsonl')];
    const { code, err } = await typed(words, { env: platform.http.env });
    expect(code).toBe(1);
    expect(err.match(/cannot be written/g)).toHaveLength(1);
    expect(err).toMatch(/^line 2: It is not JSON/m);
  });
});

describe('an import that is disturbed', () => {
  it.each([
    ['a request is lost', 'lost before'],
    ['an answer is lost', 'lost after'],
    ['the platform is busy', { status: 503 }],
    ['the platform fails', { status: 500 }],
  ] as const)('goes on when %s: nothing is missing, nothing comes twice', async (_, mishap) => {
    await using platform = await LittlePlatform.start({ gain: 5 });
    const time = new QuickTime();
    for (let at = 0; at < 12; at += 1) platform.mishaps.push(mishap);
    const { code, out, err } = await typed(
      ['import', 'publications', file(history), '--batch', '40', '--json'],
      {
        env: platform.http.env,
        time,
      },
    );
    expect(code).toBe(0);
    const { done, repeated, rejected: refused } = JSON.parse(out) as Record<string, number>;
    expect([(done ?? 0) + (repeated ?? 0), refused]).toEqual([300, 0]);
    expect(platform.published).toEqual(names);
    expect(err).toMatch(/Waiting for it, up to 1 min 0 s\./);
    expect(err).toMatch(/answers again; going on/);
    expect(time.paused).toBeGreaterThan(1_000);
  });

  it('loses no line of somebody whose import was not answered', async () => {
    await using platform = await LittlePlatform.start({ gain: 1 });
    platform.mishaps.push('lost after', 'lost after');
    const { code } = await typed(['import', 'publications', file(history.slice(0, 40))], {
      env: platform.http.env,
    });
    expect(code).toBe(0);
    expect(platform.published).toEqual(names.slice(0, 40));
  });

  it('is taken up again by a new one, to which nobody told anything', async () => {
    await using platform = await LittlePlatform.start({ gain: 1 });
    const interrupt = new AbortController();
    const path = file(history);
    platform.mishaps.push(...Array.from({ length: 3 }, () => 'lost after' as const));
    const first = await typed(['import', 'publications', path, '--patience', '1'], {
      env: platform.http.env,
      interrupt,
      time: { now: () => 0, pause: async () => interrupt.abort() },
    });
    expect(first.code).toBe(130);
    expect(first.err).toContain('The same command goes on from there');
    platform.mishaps.length = 0;
    expect((await typed(['import', 'publications', path], { env: platform.http.env })).code).toBe(0);
    expect(platform.published).toEqual(names);
  });

  it('ends when the platform stays away, with the way to go on', async () => {
    await using platform = await LittlePlatform.start();
    const { env } = platform.http;
    await platform.http.close();
    const time = new QuickTime();
    const { code, err } = await typed(['import', 'publications', file(history), '--patience', '7'], {
      env,
      time,
    });
    expect(code).toBe(4);
    expect(err).toContain('away for longer than 7.00 s');
    expect(err).toContain('run the same command again');
    expect(time.paused).toBeGreaterThanOrEqual(7_000);
    expect(time.paused).toBeLessThan(15_000);
  });

  it('follows a platform that was started again elsewhere, with another token', async () => {
    await using platform = await LittlePlatform.start();
    const home = join(folder, 'home');
    mkdirSync(home);
    const tell = () =>
      writeFileSync(
        join(home, 'instance.json'),
        JSON.stringify({ url: platform.http.url, pid: 1, operatorToken: platform.token }),
      );
    tell();
    let pauses = 0;
    const time = new QuickTime();
    const { code } = await typed(['import', 'publications', file(history), '--batch', '40'], {
      env: { BOARDWALK_HOME: home },
      time: {
        now: time.now,
        pause: async (ms, signal) => {
          pauses += 1;
          await time.pause(ms, signal);
          if (pauses !== 2) return;
          await platform.http.close();
          await platform.http.open();
          platform.token = 'another';
          tell();
        },
      },
    });
    platform.mishaps.length = 0;
    expect(code).toBe(0);
    expect(platform.published).toEqual(names);
  });

  it('is refused without the right token, at once', async () => {
    await using platform = await LittlePlatform.start();
    const time = new QuickTime();
    const { code, err } = await typed(['import', 'publications', file(history)], {
      env: { ...platform.http.env, BOARDWALK_TOKEN: 'guessed' },
      time,
    });
    expect(code).toBe(6);
    expect(err).toContain('BOARDWALK_TOKEN');
    expect(time.paused).toBe(0);
  });
});

describe('after an import', () => {
  it('is waited for the subscriptions, unless that is not wanted', async () => {
    await using platform = await LittlePlatform.start();
    platform.looksUntilCaughtUp = 5;
    const path = file([line()]);
    const waited = await typed(['import', 'publications', path, '--json'], { env: platform.http.env });
    expect(JSON.parse(waited.out)).toMatchObject({
      caughtUp: { subscriptions: 2, seconds: 1, deadLetters: 0 },
    });
    platform.looksUntilCaughtUp = 5;
    const hurried = await typed(['import', 'publications', path, '--json', '--no-wait'], {
      env: platform.http.env,
    });
    expect(JSON.parse(hurried.out)).toMatchObject({ caughtUp: null });
    expect(platform.looksUntilCaughtUp).toBe(5);
  });

  it('the wait has an end, and says who is late', async () => {
    await using platform = await LittlePlatform.start();
    platform.looksUntilCaughtUp = Number.POSITIVE_INFINITY;
    const { code, err } = await typed(['import', 'publications', file([line()]), '--wait', '3'], {
      env: platform.http.env,
    });
    expect(code).toBe(5);
    expect(err).toContain('stats.scores: 41 facts behind');
    expect(err).not.toContain('telemetry.track');
  });
});

describe('the file of an import', () => {
  it('must be there, and be a file', async () => {
    await using platform = await LittlePlatform.start();
    const { env } = platform.http;
    expect(await typed(['import', 'publications', join(folder, 'none.jsonl')], { env })).toMatchObject({
      code: 3,
    });
    expect(await typed(['import', 'publications', folder], { env })).toMatchObject({ code: 2 });
  });

  it('that breaks off is taken as far as it goes, and said to be broken', async () => {
    await using platform = await LittlePlatform.start();
    const path = join(folder, 'broken.jsonl.gz');
    const whole = gzipSync(history.map((one) => `${JSON.stringify(one)}\n`).join(''));
    writeFileSync(path, whole.subarray(0, whole.length - 200));
    const { code, err } = await typed(['import', 'publications', path, '--batch', '10'], {
      env: platform.http.env,
    });
    expect(code).toBe(1);
    expect(err).toContain('cannot be read to its end');
    expect(platform.published.length).toBeGreaterThan(20);
    expect(platform.published).toEqual(names.slice(0, platform.published.length));
  });

  it('may be empty, and may lack the last line break', async () => {
    await using platform = await LittlePlatform.start();
    const path = join(folder, 'short.jsonl');
    writeFileSync(path, '');
    expect(await typed(['import', 'publications', path], { env: platform.http.env })).toMatchObject({
      code: 0,
    });
    writeFileSync(
      path,
      `\n${JSON.stringify(line())}\r\n\n${JSON.stringify(line({ version: '2026.03.17.2' }))}`,
    );
    expect(await typed(['import', 'publications', path], { env: platform.http.env })).toMatchObject({
      code: 0,
    });
    expect(platform.published).toHaveLength(2);
  });
});
