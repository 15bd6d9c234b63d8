import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, eventId } from './answers.js';
import { QuickTime, typed } from './at-the-terminal.js';
import { problem, StandIn } from './stand-in.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'boardwalk-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const tell = (instance: unknown) =>
  writeFileSync(
    join(home, 'instance.json'),
    typeof instance === 'string' ? instance : JSON.stringify(instance),
  );

describe('usage', () => {
  it.each([
    ['no verb', []],
    ['an unknown verb', ['evnts']],
    ['an unknown verb of a group', ['events', 'list']],
    ['a group alone', ['events']],
    ['an unknown option', ['doctor', '--fast']],
    ['a word too many', ['doctor', 'now']],
    ['an argument that is missing', ['trace']],
    ['no number', ['events', 'ls', '--limit', 'many']],
    ['a number out of range', ['events', 'ls', '--limit', '0']],
    ['another word than those that are taken', ['stats', '--window', 'year']],
    ['no id of an event', ['events', 'show', 'x']],
    ['no id of a trace', ['trace', 'a/../b']],
    ['no address', ['doctor']],
    ['no moment', ['stats', '--at', 'yesterday']],
    ['more collectives than authors', ['generate', 'publications', '--collectives', '9', '--authors', '3']],
    ['no name of a fact', ['new', 'event', 'renamed', '--aggregate', 'collective']],
    ['nothing said of what is meant', ['dlq', 'redrive']],
    ['nothing said of what to archive', ['dlq', 'archive']],
    ['no moment of a dead letter', ['dlq', 'ls', '--since', 'yesterday']],
    ['nothing to edit', ['dlq', 'edit', eventId]],
    ['a field without a value', ['dlq', 'edit', eventId, '--data', '/nowhere.json']],
    ['no way of a replay', ['events', 'replay', 'stats.scores']],
    ['both ways of a replay', ['events', 'replay', 'stats.scores', '--live', '--shadow']],
    ['no place to replay from', ['events', 'replay', 'stats.scores', '--live', '--from', 'yesterday']],
    ['half a place', ['events', 'replay', 'stats.scores', '--live', '--from', '12']],
    ['no place to follow from', ['events', 'tail', '--from', 'yesterday']],
    ['no id of a replay', ['events', 'replays', 'watch', '12-3']],
    ['a word that lists nothing', ['events', 'replays', 'list']],
    ['no id of a redrive', ['dlq', 'redrives', 'watch', 'x']],
    ['no id of a delayed command', ['delayed', 'redrive', 'x']],
    ['no id of a call', ['calls', 'settle', 'a.b', 'x', '--as', 'sent']],
    ['nothing said of what became of a call', ['calls', 'settle', 'a.b', eventId]],
    ['another outcome than there are', ['calls', 'settle', 'a.b', eventId, '--as', 'lost']],
    ['no name of a context', ['new', 'context', 'Audit!']],
    ['nothing to extract', ['extract']],
    ['nobody at the keyboard', ['login']],
    ['no name of an extension', ['extensions', 'pull', 'gauge']],
    ['no version', ['extensions', 'pull', '@tide-pool/gauge@1.0']],
    ['nothing said of what is published', ['extensions', 'publish', '.']],
    ['a yank without a reason', ['extensions', 'yank', '@tide-pool/gauge']],
    ['no role', ['collectives', 'invite', 'tide-pool', 'a@example.com', '--role', 'king']],
    ['no count of what it contains', ['extensions', 'publish', '.', '--name', '@a/b', '--contains', 'theme']],
    ['no address of identity', ['extract', 'stats', '--identity-url', 'localhost:3000']],
    ['no place to extract to', ['extract', 'stats', '--only', 'kubernetes']],
  ])('%s is 2, with a word about how to mend it', async (what, words) => {
    const env =
      what === 'no address' ? { BOARDWALK_URL: 'localhost:3000' } : { BOARDWALK_URL: 'http://127.0.0.1:9' };
    const { code, out, err } = await typed(words, { env });
    expect(code, err).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/Mend: |Usage: /);
  });

  it('names the options that exclude each other, and the forms that a place has', async () => {
    const env = { BOARDWALK_URL: 'http://127.0.0.1:9' };
    const both = await typed('events replay stats.scores --live --shadow', { env });
    expect(both.err).toContain('--live and --shadow do not go together.');
    const nowhere = await typed('events replay stats.scores --live --from yesterday', { env });
    expect(nowhere.err).toContain('"yesterday" is no place in the log.');
    expect(nowhere.err).toContain('12-3456, 2026-03-17T18:00:00Z, or genesis');
  });

  it('that is asked for is data, and 0', async () => {
    const help = await typed('--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const verb of [
      'login',
      'logout',
      'collectives',
      'extensions',
      'load',
      'tour',
      'import',
      'events',
      'trace',
      'dlq',
      'consumers',
      'calls',
      'delayed',
      'mail',
      'stats',
      'doctor',
      'extract',
      'generate',
      'new',
    ])
      expect(help.out).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
    expect(await typed('events tail --help')).toMatchObject({ code: 0, err: '' });
    expect((await typed('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('fits the terminal', async () => {
    const { out } = await typed('--help', { columns: 64 });
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(64);
  });
});

describe('a platform', () => {
  it('that nobody told of is 4, and says how to tell', async () => {
    const { code, err } = await typed('doctor', { env: { BOARDWALK_HOME: home } });
    expect(code).toBe(4);
    expect(err).toContain(join(home, 'instance.json'));
    expect(err).toContain('npm start');
  });

  it('that does not run any more is 4, and says what told of it', async () => {
    tell({ url: 'http://127.0.0.1:1', pid: 1, operatorToken: 't' });
    const { code, err } = await typed('doctor', { env: { BOARDWALK_HOME: home } });
    expect(code).toBe(4);
    expect(err).toContain(`${join(home, 'instance.json')} names it`);
  });

  it('that is none is 4', async () => {
    await using stranger = await StandIn.start(() => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
    }));
    await using broken = await StandIn.start(() => 'drop');
    expect(await typed('stats', { env: broken.env })).toMatchObject({ code: 4 });
    expect((await typed('doctor', { env: stranger.env })).code).not.toBe(0);
  });

  it('is found by the file that it wrote, and asked with the token in it', async () => {
    await using platform = await StandIn.start(answerOf);
    tell({ url: platform.url, pid: 1, operatorToken: 'from-the-file' });
    expect((await typed('events ls', { env: { BOARDWALK_HOME: home } })).code).toBe(0);
    expect(platform.asked.at(-1)?.token).toBe('from-the-file');
    await typed('events ls', { env: { BOARDWALK_HOME: home, BOARDWALK_TOKEN: 'from-me' } });
    expect(platform.asked.at(-1)?.token).toBe('from-me');
    await typed('events ls', { env: { BOARDWALK_HOME: home, BOARDWALK_URL: `${platform.url}/` } });
    expect(platform.asked.at(-1)).toMatchObject({ token: 'from-the-file', path: 'operator/events?limit=20' });
  });

  it('is never sent the token of another one', async () => {
    await using platform = await StandIn.start(answerOf);
    tell({ url: 'http://127.0.0.1:1', pid: 1, operatorToken: 'secret-of-another' });
    await typed('events ls', { env: { BOARDWALK_HOME: home, BOARDWALK_URL: platform.url } });
    expect(platform.asked.at(-1)?.token).toBeNull();
  });

  it.each([['{'], ['[]'], ['{"pid": 1}']])(
    'whose file says %s is 4, and told from one that is not there',
    async (text) => {
      tell(text);
      const { code, err } = await typed('doctor', { env: { BOARDWALK_HOME: home } });
      expect(code).toBe(4);
      expect(err).toContain('does not say where the platform is');
    },
  );
});

describe('an answer', () => {
  it.each([
    [401, 'unauthenticated', 6],
    [403, 'forbidden', 6],
    [400, 'validation-failed', 6],
    [409, 'conflict', 6],
    [404, 'trace-not-found', 3],
    [404, 'consumer-not-found', 3],
    [422, 'no-such-type', 2],
    [422, 'no-such-place', 2],
    [500, 'internal-error', 4],
    [503, 'not-ready', 4],
  ] as const)('of %i %s is %i, in the words of the platform', async (status, code, wanted) => {
    await using platform = await StandIn.start(() => problem(status, code, 'Because \u001b[2Jof this.'));
    const ran = await typed(`trace ${eventId}`, { env: platform.env });
    expect(ran).toMatchObject({ code: wanted, out: '' });
    expect(ran.err).toContain('Because \ufffd[2Jof this.');
  });

  it.each([
    [
      'No fact has it. List some: GET /api/v1/operator/events.',
      'No fact has it.',
      'List some: boardwalk events ls',
    ],
    [
      'The redrive is done. Start another for what is dead now: POST /api/v1/operator/redrives.',
      'The redrive is done.',
      'Start another for what is dead now: boardwalk dlq redrive',
    ],
    ['It is not there. Make one with POST /api/v1/publications.', 'It is not there.', null],
  ])('that names a route, as %s does, is told in commands', async (detail, why, mend) => {
    await using platform = await StandIn.start(() => problem(404, 'event-not-found', detail));
    const { err } = await typed(`events show ${eventId}`, { env: platform.env });
    const lines = [
      'boardwalk: Event not found.',
      `  Why:  ${why}`,
      ...(mend === null ? [] : [`  Mend: ${mend}`]),
    ];
    expect(err).toBe(`${lines.join('\n')}\n`);
  });

  it('that no route answers is 6, and is no matter of routes', async () => {
    await using platform = await StandIn.start(() =>
      problem(
        404,
        'no-such-route',
        'No route answers GET /api/v1/leaderboards. /docs lists those that exist.',
      ),
    );
    const { code, err } = await typed('stats', { env: platform.env });
    expect(code).toBe(6);
    expect(err).toContain('This platform cannot do that.');
    expect(err).not.toContain('/api/v1');
  });

  it('without a token that is needed says which variable to set', async () => {
    await using platform = await StandIn.start(() => problem(401, 'unauthenticated', 'No.'));
    const ran = await typed('doctor', { env: { BOARDWALK_URL: platform.url } });
    expect(ran.err).toContain('Set BOARDWALK_TOKEN');
  });

  it('that names what is wrong with the input is told whole', async () => {
    const refusal = problem(400, 'validation-failed', 'Not so.');
    await using platform = await StandIn.start(() => ({
      ...refusal,
      body: { ...refusal.body, errors: [{ in: 'query', pointer: '#/limit', detail: 'must be less' }] },
    }));
    expect((await typed('events ls', { env: platform.env })).err).toContain('#/limit must be less');
  });

  it('that is no is 1', async () => {
    await using platform = await StandIn.start(answerOf);
    expect(await typed('doctor', { env: platform.env })).toMatchObject({ code: 1, err: '' });
  });
});

describe('an option in front of --', () => {
  const kept = {
    BOARDWALK_URL: 'http://127.0.0.1:9',
    npm_lifecycle_event: 'boardwalk',
    npm_config_limit: 'true',
  };

  it('which npm kept, is 2, and nothing is done without it', async () => {
    const { code, err } = await typed('events ls', { env: kept });
    expect(code).toBe(2);
    expect(err).toContain('npm kept --limit for itself.');
    expect(err).toContain('npm run boardwalk -- events … --limit');
  });

  it('is no matter when it arrived, or when the verb has none of that name', async () => {
    await using platform = await StandIn.start(answerOf);
    const env = { ...kept, ...platform.env };
    expect((await typed('events ls --limit 2', { env })).code).toBe(0);
    expect((await typed('doctor', { env })).code).toBe(1);
  });
});

describe('Ctrl-C', () => {
  it('is 130', async () => {
    const interrupt = new AbortController();
    await using platform = await StandIn.start(() => ({
      status: 200,
      body: { items: [], nextCursor: null, position: '0-0' },
    }));
    const quick = new QuickTime();
    const time = {
      now: quick.now,
      pause: async () => {
        interrupt.abort();
      },
    };
    expect(await typed('events tail --ndjson', { env: platform.env, interrupt, time })).toEqual({
      code: 130,
      out: '',
      err: '',
    });
  });

  it('during a request is 130 too', async () => {
    const interrupt = new AbortController();
    await using platform = await StandIn.start(() => {
      interrupt.abort();
      return 'drop';
    });
    expect((await typed('doctor', { env: platform.env, interrupt })).code).toBe(130);
  });
});
