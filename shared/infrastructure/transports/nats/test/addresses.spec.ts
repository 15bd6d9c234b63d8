import { describe, expect, it } from 'vitest';
import { addressesIn } from '../addresses.js';

describe('the address of a server', () => {
  it.each([
    ['nats://127.0.0.1:4333', { servers: [{ address: '127.0.0.1', port: 4333 }], tls: false }],
    ['nats://nats.internal', { servers: [{ address: 'nats.internal', port: 4222 }] }],
    ['nats.internal:4223', { servers: [{ address: 'nats.internal', port: 4223 }] }],
    ['nats://[::1]:4222', { servers: [{ address: '::1', port: 4222 }] }],
    ['tls://nats.internal', { tls: true }],
    ['nats://ada:s%40crets@nats.internal', { user: 'ada', password: 's@crets' }],
    ['nats://t0ken@nats.internal', { user: 't0ken', password: undefined }],
    [
      'nats://ada:secret@one:4222, two:4223',
      {
        servers: [
          { address: 'one', port: 4222 },
          { address: 'two', port: 4223 },
        ],
        user: 'ada',
      },
    ],
  ])('%s', (url, expected) => {
    expect(addressesIn(url)).toMatchObject(expected);
  });
});
