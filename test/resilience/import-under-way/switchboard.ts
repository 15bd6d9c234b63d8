import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Who answers a path. */
export type Target = (path: string) => string;

/** What stands before the web processes and sends each request to one of them, as a load balancer does. */
export class Switchboard {
  readonly url: string;
  /** Requests that were not answered, or with a status of 500 or more. */
  readonly failures: string[] = [];
  answered = 0;
  private target: Target = () => '';
  private readonly server: Server;
  /** Milliseconds from one write to the next, so that there are no more than so many. */
  private readonly gapMs: number;
  private nextWrite = 0;

  private constructor(server: Server, gapMs: number) {
    this.server = server;
    this.gapMs = gapMs;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param gapMs milliseconds from one write to the next at the least */
  static async open(gapMs: number): Promise<Switchboard> {
    const server = createServer({ keepAlive: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const board = new Switchboard(server, gapMs);
    server.on('request', (asked, answer) => void board.pass(asked, answer));
    return board;
  }

  /** From now on; requests under way stay where they are. */
  to(target: Target): void {
    this.target = target;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = asked;
    if (method !== 'GET') await this.turn();
    const what = `${method} ${url}`;
    const fail = (why: string) => {
      this.failures.push(`${what}: ${why}`);
      if (!answer.headersSent) answer.writeHead(502);
      answer.end();
    };
    const other = request(new URL(url, this.target(url)), { method, headers, agent: false }, (answered) => {
      const { statusCode = 0 } = answered;
      this.answered += 1;
      if (statusCode >= 500) this.failures.push(`${what}: ${statusCode}`);
      answer.writeHead(statusCode, answered.headers);
      answered.pipe(answer);
      answered.on('error', (error) => fail(error.message));
    });
    other.on('error', (error) => fail(error.message));
    asked.pipe(other);
  }

  private async turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextWrite);
    this.nextWrite = at + this.gapMs;
    if (at > now) await pause(at - now);
  }
}
