import { connect } from 'node:net';
import { cloneDatabase, templateDatabase, type TestDatabase } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cast } from './cast.js';

let database: TestDatabase | undefined;
let cast: Cast;
let port: number;
beforeAll(async () => {
  await templateDatabase('edge', (url) => Cast.migrate(url));
  database = await cloneDatabase('edge');
  cast = await Cast.start(database.url);
  const address = cast.app.getHttpServer().address() as { port: number };
  port = address.port;
}, 240_000);
afterAll(async () => {
  await cast.stop();
  await database?.drop();
});

/** Sends bytes as they are, which no client library would, and reads the status of the answer. */
function statusOf(head: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\n\r\n`, 'latin1'));
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', reject);
  socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text }));
  return promise;
}

const common = (token: string) =>
  `Host: boardwalk.test\r\nConnection: close${token === '' ? '' : `\r\nAuthorization: Bearer ${token}`}`;

const targets = [
  '/api/v1/operator/doctor',
  '/api/v1/%6fperator/doctor',
  '/api/v1/operato%72/doctor',
  '/%61pi/v1/operator/doctor',
  '/api/v1/%256fperator/doctor',
  '//api/v1/operator/doctor',
  '/api//v1/operator/doctor',
  '/api/v1//operator/doctor',
  '/api/v1/operator//doctor',
  '/./api/v1/operator/doctor',
  '/api/v1/./operator/doctor',
  '/api/v1/extensions/../operator/doctor',
  '/api/v1/extensions/%2e%2e/operator/doctor',
  '/api/v1/extensions/..%2foperator/doctor',
  '/api/v1/extensions%2f..%2foperator/doctor',
  '/api/v1/operator%2fdoctor',
  '/api/v1/operator%5cdoctor',
  '/api/v1\\operator\\doctor',
  '/api/v1/operator/doctor/',
  '/api/v1/operator/doctor%00',
  '/api/v1/operator/doctor%20',
  '/api/v1/operator/doctor;x=1',
  '/api/v1/operator/doctor?x=/healthz',
  '/api/v1/operator/doctor#/healthz',
  '/API/V1/OPERATOR/DOCTOR',
  '/api/v1/Operator/doctor',
  '/api/v1/ｏperator/doctor',
  'http://boardwalk.test/api/v1/operator/doctor',
  'http://127.0.0.1/healthz/../api/v1/operator/doctor',
  '*',
  'api/v1/operator/doctor',
  '/healthz\\..\\api\\v1\\operator\\doctor',
] as const;

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'get',
  'QUERY',
  'PROPFIND',
] as const;

describe('a route of the operator', () => {
  it.each(['nobody', 'stranger', 'client'] as const)('is refused to %s however it is spelt', async (name) => {
    const headers = common(name === 'nobody' ? '' : cast.token(name));
    for (const target of targets) {
      const { status, text } = await statusOf(
        `GET ${Buffer.from(target).toString('latin1')} HTTP/1.1\r\n${headers}`,
      );
      expect([target, [400, 401, 403, 404].includes(status), status]).toEqual([target, true, status]);
      expect(text).not.toContain('"checks"');
    }
  });

  it('is refused whatever the method is', async () => {
    for (const method of methods) {
      for (const path of [
        '/api/v1/operator/doctor',
        '/api/v1/operator/redrives',
        '/api/v1/operator/users::import',
      ]) {
        const { status } = await statusOf(`${method} ${path} HTTP/1.1\r\n${common('')}`);
        expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true]);
      }
    }
  });

  it('is refused when headers claim another method, another path or another place', async () => {
    const claims = [
      'X-HTTP-Method-Override: GET',
      'X-HTTP-Method: GET',
      'X-Method-Override: GET',
      'X-Original-URL: /api/v1/operator/doctor',
      'X-Rewrite-URL: /api/v1/operator/doctor',
      'X-Forwarded-For: 127.0.0.1',
      'X-Real-IP: 127.0.0.1',
      'Forwarded: for=127.0.0.1;host=localhost',
      'X-Forwarded-Prefix: /api/v1/operator',
    ];
    for (const claim of claims) {
      const at = await statusOf(`GET /api/v1/operator/doctor HTTP/1.1\r\n${common('')}\r\n${claim}`);
      expect([claim, at.status]).toEqual([claim, 401]);
      const { text } = await statusOf(`GET /healthz HTTP/1.1\r\n${common('')}\r\n${claim}`);
      expect([claim, text.includes('"status":"alive"')]).toEqual([claim, true]);
      const override = await statusOf(
        `POST /api/v1/operator/doctor HTTP/1.1\r\n${common('')}\r\n${claim}\r\nContent-Length: 0`,
      );
      expect([claim, override.status]).toEqual([claim, 404]);
    }
  });

  it('hears no second request in the body of the first', async () => {
    const smuggled = `POST /healthz HTTP/1.1\r\nHost: boardwalk.test\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/operator/doctor HTTP/1.1\r\n${common('')}`;
    expect((await statusOf(smuggled)).status).toBe(400);
  });

  it('answers the operator', async () => {
    const { status, text } = await statusOf(
      `GET /api/v1/operator/doctor HTTP/1.1\r\n${common(cast.token('operator'))}`,
    );
    expect(status).toBe(200);
    expect(text).toContain('"checks"');
  });
});
