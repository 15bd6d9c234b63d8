import type { BaseOptions } from '@platformatic/kafka';

export interface KafkaAddress {
  /** Any of the cluster's brokers; they tell of the others. */
  readonly brokers: readonly [BrokerAddress, ...BrokerAddress[]];
  /** How to connect, as the client wants it. */
  readonly access: Pick<BaseOptions, 'sasl' | 'tls' | 'tlsServerName'>;
}

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

const form =
  /^kafka(?<tls>s?):\/\/(?:(?<user>[^:@/]+):(?<password>[^@/]*)@)?(?<brokers>[^@/?]+)\/?(?:\?(?<query>.*))?$/;

const defaultPort = 9_092;
const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/**
 * `kafka://host:port,host:port`, or `kafkas://` with TLS. With `user:password@` it logs in by SASL, PLAIN unless
 * `?mechanism=SCRAM-SHA-256` or `-512` is said; what is special in a URL stands there percent-encoded.
 *
 * @throws {TypeError} when it is none
 */
export function readKafkaUrl(url: string): KafkaAddress {
  // No URL of the web: those have one host.
  const { tls, user, password = '', brokers = '', query } = form.exec(url)?.groups ?? {};
  const [first, ...more] = brokers.split(',').map(brokerOf);
  // The address may hold a password, so it is not repeated.
  if (first === undefined || [first, ...more].some(({ host, port }) => host === '' || !isPort(port)))
    throw new TypeError(
      'The address of Kafka has the form kafka://host:9092 or kafka://host:9092,other:9092; with TLS kafkas://, and with an account kafkas://user:password@host:9092.',
    );
  const mechanism = mechanisms.find(
    (known) => known === (new URLSearchParams(query).get('mechanism') ?? 'PLAIN').toUpperCase(),
  );
  if (mechanism === undefined)
    throw new TypeError(`The mechanism in the address of Kafka is one of ${mechanisms.join(', ')}.`);
  return {
    brokers: [first, ...more],
    access: {
      ...(tls === 's' && { tls: {}, tlsServerName: true }),
      ...(user !== undefined && {
        sasl: { mechanism, username: decodeURIComponent(user), password: decodeURIComponent(password) },
      }),
    },
  };
}

function brokerOf(text: string): BrokerAddress {
  const { host = '', port } =
    /^(?<host>\[[^\]]+\]|[^:[\]]+)(?::(?<port>\d+))?$/.exec(text.trim())?.groups ?? {};
  return { host: host.replaceAll(/[[\]]/g, ''), port: port === undefined ? defaultPort : Number(port) };
}

const isPort = (port: number): boolean => port > 0 && port < 65_536;
