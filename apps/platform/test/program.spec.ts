import { chmodSync, existsSync, mkdtempSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseDirectory, instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';
import { removeEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { notYet, until as eventually } from '@boardwalk/testing';
import { livePostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Program } from './program.js';

const home = mkdtempSync(join(tmpdir(), 'boardwalk-program-'));
// As root the database runs under another account, which has to reach its files.
chmodSync(home, 0o755);
const server = () => livePostmaster(join(databaseDirectory(home), 'data'));
const running: Program[] = [];

function start(env: Record<string, string> = {}): Program {
  const program = new Program(home, env);
  running.push(program);
  return program;
}

async function ready(env: Record<string, string> = {}): Promise<Program> {
  const program = start(env);
  await program.says('Ctrl-C stops it.');
  return program;
}

afterEach(async () => {
  for (const program of running.splice(0)) await program.stop('SIGTERM');
});
afterAll(async () => {
  await removeEmbeddedPostgres(databaseDirectory(home));
  await rm(home, { recursive: true, force: true });
});

const person = (username: string) =>
  JSON.stringify({ username, email: `${username}@example.com`, password: 'correct horse battery' });

async function signUp({ instance }: Program, username: string): Promise<void> {
  const answer = await fetch(`${instance.url}/api/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: person(username),
  });
  expect(answer.status).toBe(201);
}

/** Asks until it is so; a minute is longer than anything here takes. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await isSo())) if (performance.now() > deadline) throw new Error('It did not come to be.');
}

/** Takes calls and never says anything. */
async function silentServer() {
  const called = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();
  const silent = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    called.resolve();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    called: called.promise,
    close: () => {
      silent.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const typesIn = async (program: Program) =>
  (await program.read<{ items: { type: string }[] }>('/events?limit=100')).items.map(({ type }) => type);

describe('the program', () => {
  it('starts with nothing but a directory, tells where it is, and drains when it is asked to stop', async () => {
    const program = await ready();
    const { url } = program.instance;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(statSync(instanceFile(home)).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'secret')).mode & 0o777).toBe(0o600);
    for (const word of [url, `${url}/operator?code=`, home, 'npm run boardwalk tour'])
      expect(program.said).toContain(word);
    expect(await program.stop('SIGINT')).toBe(0);
    expect(existsSync(instanceFile(home))).toBe(false);
    expect(server()).toBeNull();
  });

  it('logs JSON, with trace ids, and no secret', async () => {
    const program = await ready();
    await signUp(program, 'ada');
    const { operatorToken } = program.instance;
    expect(await program.stop()).toBe(0);
    const lines = program.said.split('\n').filter((line) => line.startsWith('{'));
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.find(({ path }) => path === '/api/v1/users')).toMatchObject({
      level: 'info',
      status: 201,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    for (const secret of [operatorToken, 'correct horse', 'ada@example.com'])
      expect(program.said).not.toContain(secret);
  });

  it('serves metrics that count each fact by its type, apart from everything else', async () => {
    const program = await ready();
    const { url, metricsUrl } = program.instance;
    expect(program.said).toContain(metricsUrl);
    const idle = async () => {
      const { subscriptions } = await program.read<{ subscriptions: { lag: number }[] }>('/consumers');
      return subscriptions.every(({ lag }) => lag === 0);
    };
    const counts = async () => {
      const text = await (await fetch(metricsUrl)).text();
      const lines = text.matchAll(
        /^boardwalk_event_counts_total\{boardwalk_contract="([^"]+)"[^}]*\} (\d+)/gm,
      );
      return new Map([...lines].map(([, type = '', count]) => [type, Number(count)]));
    };
    // What an earlier program left is delivered first.
    await until(idle);
    const before = { counts: await counts(), types: await typesIn(program) };
    for (const name of ['ida', 'jon', 'kay']) await signUp(program, name);
    await until(idle);
    const facts = (await typesIn(program)).slice(0, -before.types.length || undefined);
    const gained = [...(await counts())].map(([type, count]) => [
      type,
      count - (before.counts.get(type) ?? 0),
    ]);
    const written = Map.groupBy(facts, (type) => type);
    expect(written.get('identity.user-registered.v1')).toHaveLength(3);
    expect(Object.fromEntries(gained)).toEqual(
      Object.fromEntries([...written].map(([type, { length }]) => [type, length])),
    );
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  it('finishes a request that is under way before it ends', async () => {
    const program = await ready();
    const { url } = program.instance;
    const body = person('grace');
    const answer = Promise.withResolvers<number | undefined>();
    const posting = request(`${url}/api/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
    });
    posting.on('error', answer.reject);
    posting.on('response', (response) => answer.resolve(response.resume().statusCode));
    posting.flushHeaders();
    await new Promise((resolve) => posting.once('continue', resolve));
    program.kill('SIGTERM');
    await program.says('Stopping');
    posting.end(body);
    expect(await answer.promise).toBe(201);
    expect(await program.ended).toBe(0);
  });

  it('lets go of what does not finish within its budget, and its exit code tells', async () => {
    const mailServer = await silentServer();
    const program = await ready({ DRAIN_SECONDS: '1', SMTP_URL: mailServer.url });
    await signUp(program, 'eve');
    await mailServer.called;
    const asked = performance.now();
    expect(await program.stop('SIGTERM')).toBe(3);
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(program.said).toContain('has not finished within 1 s and is let go');
    expect(server()).toBeNull();
    mailServer.close();
  });

  it('ends at once when it is asked a second time', async () => {
    const mailServer = await silentServer();
    const program = await ready({ DRAIN_SECONDS: '600', SMTP_URL: mailServer.url });
    await signUp(program, 'fay');
    await mailServer.called;
    program.kill('SIGTERM');
    await program.says('Stopping');
    let exitCode: number | null | undefined;
    void program.ended.then((code) => (exitCode = code));
    await eventually(
      'its end',
      async () => {
        program.kill('SIGTERM');
        return exitCode ?? notYet();
      },
      { everyMs: 100 },
    );
    expect(exitCode).toBe(143);
    expect(program.said).toContain('asked to stop once more');
    mailServer.close();
  });

  it('answers requests for a data folder alone, and says how to run another', async () => {
    const first = await ready();
    const { pid } = first.instance;
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.said).toMatch(new RegExp(`process ${pid}[^]*BOARDWALK_HOME[^]*ROLES=relay,worker`));
    expect(first.instance.pid).toBe(pid);
    expect((await fetch(`${first.instance.url}/readyz`)).status).toBe(200);
    expect(await first.stop()).toBe(0);
    expect(await (await ready()).stop()).toBe(0);
  });

  it('says which port is taken and how to choose another', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const program = start({ PORT: String(port) });
    expect(await program.ended).toBe(1);
    expect(program.said).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}[^]*PORT=${port + 1}`));
    expect(server()).toBeNull();
    taken.close();
  });

  it('does not start with settings that it cannot use', async () => {
    const program = start({ LOG_LEVEL: 'loud' });
    expect(await program.ended).toBe(1);
    expect(program.said).toContain('LOG_LEVEL is "loud"');
    expect(program.said).not.toMatch(/\n\s+at /);
  });

  it('recovers by itself from kill -9, of itself and of its database', async () => {
    const program = await ready();
    const database = server();
    if (database === null) throw new Error('There is no embedded server.');
    process.kill(database.pid, 'SIGKILL');
    program.kill('SIGKILL');
    await program.ended;
    const again = await ready();
    expect(await typesIn(again)).toContain('identity.user-registered.v1');
    expect(await again.stop()).toBe(0);
  });

  it('may be split: one process answers, one orders, one delivers, and the trace stays whole', async () => {
    const web = await ready({ ROLES: 'web' });
    const others = await Promise.all([
      ready({ ROLES: 'relay', CONTEXTS: 'identity' }),
      ready({ ROLES: 'worker', CONTEXTS: 'collectives,stats,notifications' }),
    ]);
    await signUp(web, 'lin');
    const facts = async () =>
      (
        await web.read<{ items: { eventId: string; type: string; data: { username?: string } }[] }>(
          '/events?limit=100',
        )
      ).items;
    await until(async () =>
      (await facts()).some(({ type, data }) => type === 'stats.points-granted.v1' && data.username === 'lin'),
    );
    const signedUp = (await facts()).find(
      ({ type, data }) => type === 'identity.user-registered.v1' && data.username === 'lin',
    );
    const trace = async () =>
      web.read<{ traceIds: string[]; spans: { name: string; context: string | null }[] }>(
        `/traces/${signedUp?.eventId}`,
      );
    // Spans are stored in batches: there is none at first.
    await until(async () => {
      const { spans } = await trace().catch(() => ({ spans: [] }));
      return spans.some(({ context, name }) => context === 'stats' && name.startsWith('create'));
    });
    const { traceIds, spans } = await trace();
    expect(traceIds).toHaveLength(1);
    expect(spans.map(({ name }) => name)).toContain('POST /api/v1/users');
    for (const other of others) expect(await other.stop()).toBe(0);
    expect(await web.stop()).toBe(0);
  });

  it('exports its spans to an OTLP receiver, the last ones as it ends', async () => {
    const bodies: Buffer[] = [];
    const types = new Set<string | undefined>();
    const receiver = createServer((incoming, outgoing) => {
      types.add(`${incoming.method} ${incoming.url} ${incoming.headers['content-type']}`);
      incoming.on('data', (chunk: Buffer) => bodies.push(chunk));
      incoming.on('end', () => outgoing.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    const { port } = receiver.address() as AddressInfo;
    const program = await ready({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    await signUp(program, 'bea');
    expect(await program.stop()).toBe(0);
    receiver.close();
    expect([...types]).toEqual(['POST /v1/traces application/x-protobuf']);
    const exported = Buffer.concat(bodies).toString('latin1');
    for (const name of [
      'POST /api/v1/users',
      'identity.register-user',
      'create identity.user-registered.v1',
      'boardwalk',
    ])
      expect(exported).toContain(name);
  });

  it('ends in time although a back end does not answer', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const program = await ready({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    await signUp(program, 'cyd');
    const asked = performance.now();
    expect(await program.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(20_000);
    silent.closeAllConnections();
    silent.close();
  });
});
