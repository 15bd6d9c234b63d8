import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Asked {
  readonly method: string;
  /** Without `/api/v1/`, with its query. */
  readonly path: string;
  readonly token: string | null;
  readonly position: string | null;
  readonly body: unknown;
}

/** What a stand-in answers: a status with a body, or `drop`, which breaks the connection. */
export type Answering =
  | {
      readonly status: number;
      readonly body?: unknown;
      /** Instead of JSON. */
      readonly bytes?: Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'drop';

/** An HTTP server on loopback that speaks for a platform. */
export class StandIn implements AsyncDisposable {
  readonly asked: Asked[] = [];
  private server: Server | undefined;

  private constructor(private readonly answer: (asked: Asked) => Answering | Promise<Answering>) {}

  static async start(answer: (asked: Asked) => Answering | Promise<Answering>): Promise<StandIn> {
    const standIn = new StandIn(answer);
    await standIn.open();
    return standIn;
  }

  /** Again, perhaps, and on another port. */
  async open(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    // A verb that blocks this process for longer would find its connection closed.
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
  }

  get url(): string {
    const address = this.server?.address();
    if (typeof address !== 'object' || address === null) throw new Error('The stand-in does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  get env(): NodeJS.ProcessEnv {
    return { BOARDWALK_URL: this.url, BOARDWALK_TOKEN: 'operator' };
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString(isJson(request) ? 'utf8' : 'latin1');
    const asked: Asked = {
      method: request.method ?? '',
      path: (request.url ?? '').replace('/api/v1/', ''),
      token: request.headers.authorization?.replace('Bearer ', '') ?? null,
      position: header(request, 'boardwalk-position'),
      body: isJson(request) && text !== '' ? JSON.parse(text) : text,
    };
    this.asked.push(asked);
    const answer = await this.answer(asked);
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.bytes ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)));
  }
}

export function problem(status: number, code: string, detail: string, headers: Record<string, string> = {}) {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
  return { status, body: { type: `/problems/${code}`, title, status, detail }, headers };
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

function isJson(request: IncomingMessage): boolean {
  return header(request, 'content-type')?.includes('json') === true;
}
