import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock, SystemIds } from '@boardwalk/domain';
import { BrokerUnfitError } from '@boardwalk/messaging';
import { instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../start/database.js';
import { keptSecret, makeHome } from '../start/home.js';
import { forgetInstance, tellInstance } from '../start/instance.js';
import { addressOf, chosenPort } from '../start/serve.js';
import { StartError } from '../start/start-error.js';
import { explained, readyLines } from '../start/words.js';

const ids = new SystemIds(new SystemClock());
let top: string;
let home: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'boardwalk-start-'));
  home = join(top, 'home');
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

describe('the directory of what is kept', () => {
  it('is made and marked, so that a reset removes nothing else', async () => {
    await makeHome(home);
    expect(readFileSync(join(home, '.boardwalk-home'), 'utf8')).toContain('npm run reset');
  });

  it('is left as it is when it is there already', async () => {
    await makeHome(top);
    expect(statSync(join(top, '.boardwalk-home'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('that cannot be made is named, with how to choose another', async () => {
    const file = join(top, 'file');
    writeFileSync(file, '');
    for (const wanted of [file, join(file, 'home')])
      await expect(makeHome(wanted)).rejects.toThrow(/it is a file[^]*BOARDWALK_HOME/);
  });
});

describe('the kept secret', () => {
  it('is made once, for its owner alone, and stays the same', async () => {
    await makeHome(home);
    const [first, second] = await Promise.all([keptSecret(home, ids), keptSecret(home, ids)]);
    expect(first).toBe(second);
    expect(first.length).toBeGreaterThanOrEqual(32);
    expect(await keptSecret(home, ids)).toBe(first);
    expect(statSync(join(home, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('that is damaged is not replaced: the personal data hangs on it', async () => {
    await makeHome(home);
    writeFileSync(join(home, 'secret'), 'half');
    await expect(keptSecret(home, ids)).rejects.toThrow(/damaged[^]*npm run reset/);
    expect(readFileSync(join(home, 'secret'), 'utf8')).toBe('half');
  });
});

describe('the file that tells of the running instance', () => {
  const instance = {
    url: 'http://127.0.0.1:3000',
    pid: 4711,
    operatorToken: 'token',
    metricsUrl: 'http://127.0.0.1:9464/metrics',
  };

  it('names address, process and operator token, for its owner alone', async () => {
    await makeHome(home);
    tellInstance(home, instance);
    expect(JSON.parse(readFileSync(instanceFile(home), 'utf8'))).toEqual(instance);
    expect(statSync(instanceFile(home)).mode & 0o777).toBe(0o600);
  });

  it('goes with its process, not with another one', async () => {
    await makeHome(home);
    tellInstance(home, instance);
    forgetInstance(home, 4712);
    expect(statSync(instanceFile(home), { throwIfNoEntry: false })).toBeDefined();
    forgetInstance(home, 4711);
    expect(statSync(instanceFile(home), { throwIfNoEntry: false })).toBeUndefined();
    forgetInstance(home, 4711);
  });
});

describe('the address', () => {
  it('is one that this machine reaches', () => {
    expect(addressOf('127.0.0.1', 3000)).toBe('http://127.0.0.1:3000');
    expect(addressOf('0.0.0.0', 80)).toBe('http://127.0.0.1:80');
    expect(addressOf('::', 3000)).toBe('http://[::1]:3000');
    expect(addressOf('boardwalk.example', 3000)).toBe('http://boardwalk.example:3000');
  });

  it('has a free port when 0 is asked for', async () => {
    const port = await chosenPort('127.0.0.1', 0);
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    expect(server.address()).toMatchObject({ port });
    server.close();
  });
});

describe('a database that is named', () => {
  it('and does not answer stops the start with a sentence that holds no password', async () => {
    const configuration = {
      databaseUrl: 'postgres://me:hunter2@127.0.0.1:1/boardwalk',
      home,
    } as Parameters<typeof openDatabase>[0];
    const failure = await openDatabase(configuration, () => undefined).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(/boardwalk on 127\.0\.0\.1:1[^]*ECONNREFUSED[^]*embedded/);
    expect((failure as Error).message).not.toContain('hunter2');
  });
});

describe('the words at the terminal', () => {
  it('name the address, the operator link, the data folder and the next command', () => {
    const lines = readyLines({
      url: 'http://127.0.0.1:3000',
      operatorPath: '/operator?code=c',
      metricsUrl: 'http://127.0.0.1:1/metrics',
      home: '/data',
      roles: ['web', 'relay', 'worker'],
      contexts: ['identity'],
    });
    for (const word of [
      'http://127.0.0.1:3000',
      'http://127.0.0.1:3000/operator?code=c',
      '/data',
      'npm run boardwalk tour',
    ])
      expect(lines).toContain(word);
  });

  it('are a sentence for what is known, and everything for what is not', () => {
    expect(explained(new StartError('It stands.', 'It is broken.', 'Mend it.'))).toBe(
      '\nIt stands.\n  Why:  It is broken.\n  Mend: Mend it.',
    );
    const unfit = new BrokerUnfitError('kafka', 'it forgets', 'Set it up otherwise.');
    expect(explained(unfit)).toBe('\nkafka would lose facts: it forgets. Set it up otherwise.');
    const unknown = explained(new Error('outer', { cause: new Error('inner') }));
    expect(unknown).toMatch(/outer[^]*start\.spec[^]*Caused by: Error: inner/);
  });
});
