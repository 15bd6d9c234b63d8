import * as http from 'node:http';
import * as https from 'node:https';
import { createServer } from 'node:net';
import type { Position } from '../platform/position.js';

/** Milliseconds until a request without an answer is given up. */
const patience = 30_000;

/** Addresses of this machine that stand for as many networks. */
const networks = 200;

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly position: Position;
  /** The tail of a refusal's type, such as `version-taken`; null for anything else. */
  readonly code: string | null;
}

export interface Demand {
  readonly method: string;
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly token?: string | null;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly position?: Position;
  /** Which network it comes from. */
  readonly network?: number;
}

/** The request got no answer: nobody knows whether it was carried out. */
export class NoAnswer extends Error {}

/**
 * HTTP with as little as possible between the schedule and the socket. To a platform on this machine people come from networks
 * of their own (127.0.0.2, 127.0.0.3, …), as they would from the world; elsewhere all share the one of this machine.
 */
export class Wire implements Disposable {
  private readonly agents = new Map<number, http.Agent>();
  private readonly base: URL;

  private constructor(
    url: string,
    private readonly hasNetworks: boolean,
  ) {
    this.base = new URL(url);
  }

  static async to(url: string): Promise<Wire> {
    const { hostname, protocol } = new URL(url);
    const isHere = protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname);
    return new Wire(url, isHere && (await canBind('127.0.0.2')));
  }

  /** Whether limits that count by network are those of many. */
  get comesFromMany(): boolean {
    return this.hasNetworks;
  }

  /** @throws {NoAnswer} */
  ask(demand: Demand): Promise<Reply> {
    const { method, path, token = null, body, bytes, position = null, network = 0 } = demand;
    const sent = bytes ?? (body === undefined ? undefined : Buffer.from(JSON.stringify(body)));
    const { request } = this.base.protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const give = (why: string) => reject(new NoAnswer(why));
      const asked = request(
        {
          protocol: this.base.protocol,
          host: this.base.hostname,
          port: this.base.port,
          method,
          path: `${this.base.pathname.replace(/\/$/, '')}/api/v1/${path}`,
          agent: this.agentOf(network),
          headers: {
            accept: 'application/json',
            ...(token !== null && { authorization: `Bearer ${token}` }),
            ...(sent !== undefined && {
              'content-type': bytes === undefined ? 'application/json' : 'application/gzip',
              'content-length': sent.length,
            }),
            ...(position !== null && { 'boardwalk-position': position }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', (error) => give(error.message));
          response.on('end', () => resolve(replyOf(response, Buffer.concat(chunks))));
        },
      );
      asked.setTimeout(patience, () => asked.destroy(new Error(`no answer within ${patience / 1_000} s`)));
      asked.on('error', (error) => give(error.message));
      asked.end(sent);
    });
  }

  [Symbol.dispose](): void {
    for (const agent of this.agents.values()) agent.destroy();
  }

  private agentOf(network: number): http.Agent {
    const number = this.hasNetworks ? network % networks : 0;
    const known = this.agents.get(number);
    if (known !== undefined) return known;
    const settings = {
      keepAlive: true,
      // An idle connection is closed by us before the server may, or a request could meet its end.
      timeout: 4_000,
      ...(this.hasNetworks && { localAddress: `127.0.0.${number + 2}` }),
    };
    const agent = this.base.protocol === 'https:' ? new https.Agent(settings) : new http.Agent(settings);
    this.agents.set(number, agent);
    return agent;
  }
}

function replyOf(response: http.IncomingMessage, bytes: Buffer): Reply {
  const { statusCode: status = 0, headers } = response;
  const isJson = /json/.test(headers['content-type'] ?? '');
  const body: unknown = isJson && bytes.length > 0 ? parsed(bytes) : null;
  const position = headers['boardwalk-position'];
  const { type } = (status >= 400 && typeof body === 'object' && body !== null ? body : {}) as {
    type?: unknown;
  };
  return {
    status,
    body,
    position: typeof position === 'string' ? position : null,
    code: typeof type === 'string' ? (type.split('/').at(-1) ?? null) : null,
  };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}

function canBind(address: string): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(0, address, () => probe.close(() => resolve(true)));
  });
}
