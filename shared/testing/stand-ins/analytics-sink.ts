import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type AskedDeletion, deletionIn, type SinkDeletionRequest } from './sink-deletions.js';

/** An event that the sink counts. */
export interface CountedEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What happens to the next request instead. */
export type SinkFault =
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The events are counted, and the connection breaks before the answer. */
  | { readonly kind: 'take-and-hang-up' };

const mostEvents = 2_000;

/** Mixpanel's endpoints for imports and deletions on loopback, with the rules that its documentation states. */
export class AnalyticsSinkStandIn {
  static readonly token = 'project-token-of-the-stand-in';
  /** Of somebody who may have people deleted. */
  static readonly deletionToken = 'oauth-token-of-the-stand-in';

  /** Each once, whatever was sent again. */
  readonly events: CountedEvent[] = [];
  /** Events and status of every request. */
  readonly requests: { readonly events: number; readonly status: number }[] = [];
  /** Names of events that are refused. */
  readonly refuses = new Set<string>();
  /** Whom it was asked to delete, where, and how it answered. */
  readonly deletions: SinkDeletionRequest[] = [];
  private readonly seen = new Set<string>();
  private readonly faults: SinkFault[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<AnalyticsSinkStandIn> {
    const sink = new AnalyticsSinkStandIn();
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  /** Stands for `https://api.mixpanel.com/import`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/import`;
  }

  /** Stands for `https://mixpanel.com/api/app/data-deletions/v3.0/`. */
  get deletionUrl(): string {
    return new URL('/api/app/data-deletions/v3.0/', this.url).href;
  }

  failNext(...faults: readonly SinkFault[]): void {
    this.faults.push(...faults);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const url = new URL(request.url ?? '/', this.url);
    const { token, deletionToken } = AnalyticsSinkStandIn;
    const asked = deletionIn({ request, url, text, token, deletionToken });
    if (asked !== null) return this.delete(asked, response);
    const batch = eventsIn(text);
    const reply = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) => {
      this.requests.push({ events: batch?.length ?? 0, status });
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ code: status, ...body }));
    };
    const fault = this.faults.shift();
    if (fault?.kind === 'answer') return reply(fault.status, { error: 'as asked' }, fault.headers);
    const basic = Buffer.from(`${AnalyticsSinkStandIn.token}:`).toString('base64');
    if (request.headers.authorization !== `Basic ${basic}`)
      return reply(401, { error: 'Invalid credentials', status: 'Unauthorized' });
    if (request.method !== 'POST' || !(request.url ?? '').startsWith('/import'))
      return reply(404, { error: 'Not found' });
    if (batch === null) return reply(400, { error: 'no list of events', num_records_imported: 0 });
    if (batch.length > mostEvents) return reply(413, { error: 'too many events' });
    const failed = batch.flatMap((event, index) => {
      const message = this.refuses.has(event.event) ? 'is refused' : wrongWith(event);
      const insert_id = event.properties['$insert_id'];
      return message === null ? [] : [{ index, insert_id, field: 'properties', message }];
    });
    const refused = new Set(failed.map(({ index }) => index));
    for (const event of batch.filter((_event, index) => !refused.has(index))) this.count(event);
    if (fault?.kind === 'take-and-hang-up') return void response.destroy();
    const num_records_imported = batch.length - failed.length;
    if (failed.length === 0) return reply(200, { num_records_imported, status: 'OK' });
    reply(400, {
      error: 'some data points in the request failed validation',
      num_records_imported,
      failed_records: failed,
    });
  }

  private delete({ request, answer, isObeyed }: AskedDeletion, response: ServerResponse): void {
    const fault = this.faults.shift();
    const status = fault?.kind === 'answer' ? fault.status : answer.status;
    this.deletions.push({ ...request, status });
    if (fault?.kind !== 'answer' && isObeyed && request.api === 'data-deletions')
      for (const event of this.events.filter(
        ({ properties }) => properties['distinct_id'] === request.person,
      ))
        this.events.splice(this.events.indexOf(event), 1);
    if (fault?.kind === 'take-and-hang-up') return void response.destroy();
    const headers = fault?.kind === 'answer' ? fault.headers : undefined;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(fault?.kind === 'answer' ? { error: 'as asked' } : answer.body));
  }

  private count(event: CountedEvent): void {
    const { time, distinct_id: who, $insert_id: id } = event.properties;
    const key = JSON.stringify([event.event, time, who, id]);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.events.push(event);
  }
}

const placeholders = [
  'anon',
  'anonymous',
  'nil',
  'none',
  'null',
  'n/a',
  '00000000-0000-0000-0000-000000000000',
];

function wrongWith({ properties }: CountedEvent): string | null {
  const { time, distinct_id: who, $insert_id: id } = properties;
  if (typeof time !== 'number')
    return "'properties.time' is invalid: must be specified as seconds since epoch";
  if (typeof who !== 'string' || placeholders.includes(who)) return "'properties.distinct_id' is invalid";
  if (typeof id !== 'string' || !/^[A-Za-z0-9-]{1,36}$/.test(id)) return "'properties.$insert_id' is invalid";
  return null;
}

function eventsIn(body: string): CountedEvent[] | null {
  try {
    const value = JSON.parse(body) as unknown;
    return Array.isArray(value) ? (value as CountedEvent[]) : null;
  } catch {
    return null;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
