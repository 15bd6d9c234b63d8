import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtlpReceiver, TraceRequest } from '../servers/otlp-receiver.js';

const span = {
  traceId: Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex'),
  spanId: Buffer.from('b7ad6b7169203331', 'hex'),
  parentSpanId: Buffer.from('00f067aa0ba902b7', 'hex'),
  flags: 0x301,
  name: 'process a.b.v1',
  kind: 5,
  status: { code: 2 },
  attributes: [
    { key: 'text', value: { stringValue: 'a' } },
    { key: 'whole', value: { intValue: 3 } },
    { key: 'part', value: { doubleValue: 0.5 } },
    { key: 'no', value: { boolValue: false } },
    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'x' }] } } },
  ],
  links: [{ traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 2), attributes: [] }],
};
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'elsewhere' } }] };
const body = TraceRequest.encode({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }).finish();
let receiver: OtlpReceiver;

beforeEach(async () => {
  receiver = await OtlpReceiver.start();
});
afterEach(() => receiver.stop());

const post = (bytes: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
  fetch(`${receiver.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body: bytes,
    duplex: 'half',
  });

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 10) yield bytes.subarray(from, from + 10);
}

describe('the foreign receiver of spans', () => {
  it('reads every field that the tests look at', async () => {
    expect((await post(Buffer.from(body))).status).toBe(200);
    expect(receiver.spans).toEqual([
      {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        parentSpanId: '00f067aa0ba902b7',
        parentIsRemote: true,
        name: 'process a.b.v1',
        kind: 'CONSUMER',
        status: 'ERROR',
        attributes: { text: 'a', whole: 3, part: 0.5, no: false, list: ['x'] },
        links: [{ traceId: '01'.repeat(16), spanId: '02'.repeat(8), attributes: {} }],
        resource: { 'service.name': 'elsewhere' },
      },
    ]);
  });

  it('takes gzip, and bodies in chunks without a length', async () => {
    await post(gzipSync(body), { 'content-encoding': 'gzip' });
    await post(ReadableStream.from(pieces(gzipSync(body))), { 'content-encoding': 'gzip' });
    await post(ReadableStream.from(pieces(body)));
    expect(receiver.spans).toHaveLength(3);
    expect(receiver.requests).toEqual([
      { encoding: 'gzip', length: gzipSync(body).length, status: 200 },
      { encoding: 'gzip', length: undefined, status: 200 },
      { encoding: 'identity', length: undefined, status: 200 },
    ]);
  });

  it('refuses what is no such request', async () => {
    expect((await post('no protobuf at all')).status).toBe(400);
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await post(Buffer.from(body), { 'content-encoding': 'br' })).status).toBe(415);
    expect(receiver.spans).toEqual([]);
  });
});
