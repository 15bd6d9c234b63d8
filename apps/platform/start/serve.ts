import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hasCode, StartError } from './start-error.js';

/** Where a server can be reached from this machine: one that listens everywhere is found at the loopback. */
export function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** The port itself, seen to be free before a database is started for it, or any free one for 0. @throws {StartError} */
export async function chosenPort(host: string, port: number): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, host, resolve);
    });
    const address = probe.address();
    if (address !== null && typeof address === 'object') return address.port;
    throw new Error(`No free port was found on ${host}.`);
  } catch (error) {
    throw notListening(error, host, port);
  } finally {
    probe.close();
  }
}

/** @throws {StartError} */
export async function listen(app: NestFastifyApplication, host: string, port: number): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw notListening(error, host, port);
  }
}

/** @param prefix of the variables that say where: none, or `METRICS_` */
export function notListening(error: unknown, host: string, port: number, prefix = ''): unknown {
  const what = `Boardwalk cannot listen on ${host}:${port}.`;
  const anotherPort = `${prefix}PORT=${port < 65_535 ? port + 1 : 3000} npm start`;
  if (hasCode(error, 'EADDRINUSE')) {
    return new StartError(
      what,
      `Another program uses port ${port}, perhaps a Boardwalk that still runs.`,
      `End it, or choose another: ${anotherPort}`,
      { cause: error },
    );
  }
  if (hasCode(error, 'EACCES'))
    return new StartError(what, `This account may not use port ${port}.`, `Choose another: ${anotherPort}`, {
      cause: error,
    });
  if (hasCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN')) {
    return new StartError(
      what,
      `This machine has no address "${host}".`,
      `Choose one that it has: ${prefix}HOST=127.0.0.1 npm start`,
      { cause: error },
    );
  }
  return error;
}
