import { describe, expect, it } from 'vitest';
import { readKafkaUrl } from '../kafka-url.js';

describe('the address of Kafka', () => {
  it('names one broker or several, with or without a port', () => {
    expect(readKafkaUrl('kafka://one')).toEqual({ brokers: [{ host: 'one', port: 9_092 }], access: {} });
    expect(readKafkaUrl('kafka://one:1,10.0.0.2:2,[::1]:3/').brokers).toEqual([
      { host: 'one', port: 1 },
      { host: '10.0.0.2', port: 2 },
      { host: '::1', port: 3 },
    ]);
  });

  it('may ask for TLS and name an account', () => {
    expect(readKafkaUrl('kafkas://us%40er:p%3Aw@one:1?mechanism=scram-sha-512').access).toEqual({
      tls: {},
      tlsServerName: true,
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'us@er', password: 'p:w' },
    });
    expect(readKafkaUrl('kafka://user:@one').access).toEqual({
      sasl: { mechanism: 'PLAIN', username: 'user', password: '' },
    });
  });

  it.each([
    'redis://one',
    'kafka://',
    'kafka://one:0',
    'kafka://one:70000',
    'kafka://one,,two',
    'kafka://one:x',
  ])('is refused when it is none: %s', (url) => {
    expect(() => readKafkaUrl(url)).toThrow(/The address of Kafka has the form/);
  });

  it('does not repeat a password when it is refused', () => {
    expect(() => readKafkaUrl('kafka://user:secret@one:x')).toThrow(/^(?!.*secret)/);
    expect(() => readKafkaUrl('kafka://one?mechanism=GSSAPI')).toThrow(/is one of PLAIN, SCRAM/);
  });
});
