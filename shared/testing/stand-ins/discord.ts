import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '@boardwalk/domain';
import { DiscordMessages, type PostedMessage } from './discord-messages.js';
import { DiscordLimits, type Refusal } from './discord-limits.js';

/** What happens to the next request instead. */
export type DiscordFault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The request takes effect, and this is the answer. */
  | { readonly kind: 'post-and-answer'; readonly status: number }
  /** The request takes effect, and the connection breaks before the answer. */
  | { readonly kind: 'post-and-hang-up' }
  /** The request is read, and nothing ever comes back. */
  | { readonly kind: 'fall-silent' };

export interface DiscordStandInSettings {
  readonly clock: Clock;
  /** Requests per bucket and window of `windowMs`; what Discord gave a webhook when this was written: 5 in 2 s. */
  readonly limit?: number;
  readonly windowMs?: number;
}

/** What a request is about: a webhook or a channel, and perhaps a message in it. */
interface Resource {
  /** The webhook or the channel. */
  readonly place: string;
  readonly messageId?: string;
}

/** Discord's endpoints for webhooks and for a bot's messages on loopback, with the rules that its documentation states. */
export class DiscordStandIn {
  static readonly webhookId = '1098765432109876543';
  static readonly webhookToken = 'a-token-of-the-stand-in_0123456789';
  /** As an operator would configure it. */
  static readonly webhookUrl = urlOf(DiscordStandIn.webhookId, DiscordStandIn.webhookToken);
  static readonly channelId = '1098765432109876001';
  static readonly botToken = 'bot.token-of-the-stand-in.0123456789_abcdef';

  /** Method, path and status of every request. */
  readonly requests: { readonly request: string; readonly status: number }[] = [];
  private readonly posted: DiscordMessages;
  private readonly limits: DiscordLimits;
  private readonly faults: DiscordFault[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  /** Token by id. */
  private readonly webhooks = new Map([[DiscordStandIn.webhookId, DiscordStandIn.webhookToken]]);
  private readonly held = new Map<string, Promise<void>>();
  private underWay = 0;
  /** Most requests that were open at the same time. */
  mostAtOnce = 0;

  private constructor(settings: Required<DiscordStandInSettings>) {
    this.posted = new DiscordMessages(settings.clock);
    this.limits = new DiscordLimits(settings);
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start({
    clock,
    limit = 5,
    windowMs = 2_000,
  }: DiscordStandInSettings): Promise<DiscordStandIn> {
    const standIn = new DiscordStandIn({ clock, limit, windowMs });
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  /** Stands for `https://discord.com/api/v10`. */
  get apiUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v10`;
  }

  /** Those that can be read, in all places, oldest first. */
  get messages(): readonly PostedMessage[] {
    return this.posted.all;
  }

  /** Those that can be read where a webhook or a bot posts. */
  messagesIn(place: string): readonly PostedMessage[] {
    return this.posted.all.filter((message) => message.place === place);
  }

  failNext(...faults: readonly DiscordFault[]): void {
    this.faults.push(...faults);
  }

  /** Somebody makes another webhook. @returns its address */
  addWebhook(id: string): string {
    const token = `another-token-of-the-stand-in_${id}`;
    this.webhooks.set(id, token);
    return urlOf(id, token);
  }

  /** Somebody removes a webhook from its channel. */
  deleteWebhook(id: string = DiscordStandIn.webhookId): void {
    this.webhooks.delete(id);
  }

  /** Somebody has a webhook get another token; its old address opens nothing. */
  resetWebhookToken(id: string): void {
    this.webhooks.set(id, `a-token-that-nobody-was-told-of_${id}`);
  }

  /** What is sent to a webhook is answered no sooner than the function that this returns is called. */
  hold(id: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.held.set(id, promise);
    return resolve;
  }

  /** For so many milliseconds every request is refused, whatever it is about. */
  limitGlobally(forMs: number): void {
    this.limits.limitGlobally(forMs);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
    response.once('close', () => (this.underWay -= 1));
    const url = new URL(request.url ?? '/', 'http://discord.invalid');
    const reply = (status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
      this.requests.push({ request: `${request.method} ${request.url}`, status });
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const body = await textOf(request);
    const fault = this.faults.shift();
    if (fault?.kind === 'answer') return reply(fault.status, fault.body, fault.headers);
    if (fault?.kind === 'fall-silent') return;
    const resource = this.resourceOf(request, url);
    const refused = 'status' in resource ? resource : undefined;
    if (refused !== undefined) return reply(refused.status, refused.body);
    const { place, messageId } = resource as Resource;
    await this.held.get(place);
    const bucket = `${request.method} ${place}`;
    const limited = this.limits.admit(bucket);
    if (limited !== undefined) return reply(limited.status, limited.body, limited.headers);
    const result = this.posted.take(request.method ?? '', { place, messageId, body });
    const headers = this.limits.headersOf(bucket);
    if ('status' in result) return reply(result.status, result.body, headers);
    if (fault?.kind === 'post-and-hang-up') return void response.destroy();
    if (fault?.kind === 'post-and-answer') return reply(fault.status, '<html>', headers);
    const { message } = result;
    const waits = url.searchParams.get('wait') === 'true' || !url.pathname.includes('/webhooks/');
    if (message === null || (request.method === 'POST' && !waits)) return reply(204, undefined, headers);
    reply(200, { id: message.id, type: 0, content: message.content, nonce: message.nonce }, headers);
  }

  /** What a request is about, or why it is refused before it counts. */
  private resourceOf(request: IncomingMessage, url: URL): Resource | Refusal {
    const { headers } = request;
    const path = /^\/api\/v10\/(webhooks|channels)\/(\d+)\/([\w-]+)(?:\/(?:messages\/)?(\d+))?$/.exec(
      url.pathname,
    );
    const [, kind, id = '', rest = '', messageId] = path ?? [];
    if (kind === 'webhooks' && !this.webhooks.has(id))
      return { status: 404, body: { message: 'Unknown Webhook', code: 10_015 } };
    if (kind === 'webhooks' && this.webhooks.get(id) !== rest)
      return { status: 401, body: { message: 'Invalid Webhook Token', code: 50_027 } };
    if (kind === 'channels' && headers.authorization !== `Bot ${DiscordStandIn.botToken}`)
      return { status: 401, body: { message: '401: Unauthorized', code: 0 } };
    if (kind === 'channels' && (id !== DiscordStandIn.channelId || rest !== 'messages'))
      return { status: 404, body: { message: 'Unknown Channel', code: 10_003 } };
    if (kind === undefined) return { status: 404, body: { message: 'Unknown Webhook', code: 10_015 } };
    if (!(messageId === undefined ? ['POST'] : ['PATCH', 'DELETE']).includes(request.method ?? ''))
      return { status: 405, body: { message: '405: Method Not Allowed', code: 0 } };
    if (!(headers['user-agent'] ?? '').startsWith('DiscordBot ('))
      return { status: 403, body: { message: 'The User-Agent is not that of a bot', code: 40_333 } };
    if (request.method !== 'DELETE' && !(headers['content-type'] ?? '').startsWith('application/json'))
      return { status: 400, body: { message: 'Cannot send an empty message', code: 50_006 } };
    return { place: id, ...(messageId !== undefined && { messageId }) };
  }
}

function urlOf(id: string, token: string): string {
  return `https://discord.com/api/webhooks/${id}/${token}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
