import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemClock } from '@boardwalk/domain';
import { LogAwayError, type OtherDatabase, PrunedPositionError } from '@boardwalk/messaging';
import type { Pools } from '@boardwalk/persistence';
import { afterEach, describe, expect, it } from 'vitest';
import { servedDatabase } from '../reading/served-database.js';
import { ServedLog } from '../reading/served-log.js';
import { ServiceCalls } from '../reading/service-calls.js';

const token = 'the-service-token-of-this-platform';
const log = '0193a1b2-0000-7000-8000-000000000001';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A process at an address, which may be one of another kind. */
async function at(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const open = (url: string): OtherDatabase =>
  // Only those over a connection need a pool.
  servedDatabase(url, token)({ pools: undefined as unknown as Pools, clock: new SystemClock() });

/** What it answers when it says which log it serves, and to any question. */
const serves =
  (status: number, body: string): RequestListener =>
  (request, response) => {
    const isIdentity = request.method === 'GET';
    response.writeHead(isIdentity ? 200 : status).end(isIdentity ? JSON.stringify({ log }) : body);
  };

const failureOf = async (url: string): Promise<Error> => {
  const error = await open(url)
    .reader.head()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LogAwayError);
  return error as Error;
};

describe('a log that a process elsewhere serves', () => {
  it.each([
    [401, '{}', 'does not take this one for a process of its platform: BOARDWALK_SECRET is another there'],
    [403, '{}', 'does not take this one for a process of its platform: BOARDWALK_SECRET is another there'],
    [404, '<html>', 'serves no log: LOG_URLS has to name a platform with the role web'],
    [409, '{"detail":"Another log is served here."}', 'refuses: Another log is served here'],
    [503, '{"detail":"later"}', 'answers 503'],
    [200, '<html>', 'answers what this program does not understand'],
    [200, '{"tick":"one"}', 'answers what this program does not understand'],
  ])('is away as long as what it answers is %i %s', async (status, body, words) => {
    const url = await at(serves(status, body));
    const { message } = await failureOf(url);
    expect(message).toContain(`the process at ${url} ${words}`);
    expect(message).not.toContain(token);
  });

  it('is away as long as nobody is there', async () => {
    const url = await at(() => undefined);
    servers.pop()?.close();
    expect((await failureOf(url)).message).toMatch(/does not answer \(.*ECONNREFUSED/);
  });

  it('is away when it keeps its answer for longer than is waited', async () => {
    const url = await at((request, response) => {
      if (request.method === 'GET') response.end(JSON.stringify({ log }));
    });
    const patience = { ms: 50, given: new AbortController().signal };
    await expect(new ServedLog(new ServiceCalls(url, token)).ask('head', {}, patience)).rejects.toThrow(
      'has not answered within 0.05 s',
    );
  });

  it('gives the token to nobody whom it is sent on to', async () => {
    let asked = false;
    const other = await at((_, response) => {
      asked = true;
      response.end(JSON.stringify({ log }));
    });
    const url = await at((_, response) => response.writeHead(307, { location: other }).end());
    await failureOf(url);
    expect(asked).toBe(false);
  });

  it('is found again when it comes back', async () => {
    let away = true;
    const url = await at((request, response) => {
      if (away) response.writeHead(503).end();
      else serves(200, '{"tick":1,"pos":2}')(request, response);
    });
    const { reader } = open(url);
    await expect(reader.head()).rejects.toThrow('answers 503');
    away = false;
    expect(await reader.head()).toEqual({ tick: 1, pos: 2 });
  });

  it('is said to lack what a reader has not read, as one over a connection is', async () => {
    const url = await at(serves(200, '{"oldest":{"tick":5,"pos":6},"missing":"far.away"}'));
    const places = [{ subscription: 'far.away', bucket: 0, cursor: { tick: 3, pos: 4 } }];
    const reported = open(url).readers.report(log, places);
    await expect(reported).rejects.toThrow(PrunedPositionError);
    await expect(reported).rejects.toThrow('far.away stands at 3-4, but the log is kept only after 5-6');
  });
});
