interface Address {
  readonly address: string;
  readonly port: number;
}

export interface Addresses {
  /** Of one cluster. */
  readonly servers: readonly [Address, ...Address[]];
  /** A token, when it comes without a password. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
}

const usualPort = 4222;

/** @param url one or several with commas between them; who connects, and how, is said by the first */
export function addressesIn(url: string): Addresses {
  const [first, ...more] = url.split(',').map(parsed);
  if (first === undefined) throw new Error('There is no address of a NATS server.');
  const { username, password, protocol } = first;
  return {
    servers: [placeOf(first), ...more.map(placeOf)],
    user: username === '' ? undefined : decodeURIComponent(username),
    password: password === '' ? undefined : decodeURIComponent(password),
    tls: protocol === 'tls:',
  };
}

function parsed(text: string): URL {
  const url = text.trim();
  return new URL(url.includes('://') ? url : `nats://${url}`);
}

function placeOf({ hostname, port }: URL): Address {
  return {
    address: hostname.replaceAll(/[[\]]/g, ''),
    port: port === '' ? usualPort : Number(port),
  };
}
