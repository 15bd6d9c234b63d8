import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '@boardwalk/domain';

/** A message that the channel shows. */
export interface PostedMessage {
  readonly id: string;
  readonly content: string;
  /** Whether somebody would have been notified: a mention that `allowed_mentions` does not hold back. */
  readonly pings: boolean;
  readonly embedsSuppressed: boolean;
}

/** What happens to the next request instead. */
export type DiscordFault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The message is posted, and the connection breaks before the answer. */
  | { readonly kind: 'post-and-hang-up' }
  /** The request is read, and nothing ever comes back. */
  | { readonly kind: 'fall-silent' };

export interface DiscordStandInSettings {
  readonly clock: Clock;
  /** Requests per window of `windowMs`; what Discord gave a webhook when this was written: 5 in 2 s. */
  readonly limit?: number;
  readonly windowMs?: number;
}

const longestContent = 2_000;
const suppressEmbeds = 1 << 2;

/** Discord's webhook endpoint on loopback, with the rules that its documentation states. */
export class DiscordStandIn {
  static readonly webhookId = '1098765432109876543';
  static readonly webhookToken = 'a-token-of-the-stand-in_0123456789';
  /** As an operator would configure it. */
  static readonly webhookUrl =
    `https://discord.com/api/webhooks/${DiscordStandIn.webhookId}/${DiscordStandIn.webhookToken}`;

  readonly messages: PostedMessage[] = [];
  /** Method, path and status of every request. */
  readonly requests: { readonly request: string; readonly status: number }[] = [];
  private readonly faults: DiscordFault[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private deleted = false;
  private window = { endsAt: 0, used: 0 };
  private underWay = 0;
  /** Most requests that were open at the same time. */
  mostAtOnce = 0;

  private constructor(private readonly settings: Required<DiscordStandInSettings>) {
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

  failNext(...faults: readonly DiscordFault[]): void {
    this.faults.push(...faults);
  }

  /** Somebody removes the webhook from the channel. */
  deleteWebhook(): void {
    this.deleted = true;
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
    const refused = this.refusal(request, url) ?? this.rateLimit();
    if (refused !== undefined) return reply(refused.status, refused.body, refused.headers);
    const posted = this.post(body);
    if (typeof posted === 'string') return reply(400, invalid(posted), this.limitHeaders());
    if (fault?.kind === 'post-and-hang-up') return void response.destroy();
    if (url.searchParams.get('wait') !== 'true') return reply(204, undefined, this.limitHeaders());
    reply(200, { id: posted.id, type: 0, content: posted.content }, this.limitHeaders());
  }

  private refusal(request: IncomingMessage, url: URL): Refusal | undefined {
    const { webhookId, webhookToken } = DiscordStandIn;
    const known = url.pathname === `/api/v10/webhooks/${webhookId}/${webhookToken}`;
    if (this.deleted || !known) return { status: 404, body: { message: 'Unknown Webhook', code: 10_015 } };
    if (request.method !== 'POST')
      return { status: 405, body: { message: '405: Method Not Allowed', code: 0 } };
    if (!(request.headers['user-agent'] ?? '').startsWith('DiscordBot ('))
      return { status: 403, body: { message: 'The User-Agent is not that of a bot', code: 40_333 } };
    if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
      return { status: 400, body: { message: 'Cannot send an empty message', code: 50_006 } };
    return undefined;
  }

  /** Every request counts, also one that is refused for its content. */
  private rateLimit(): Refusal | undefined {
    const now = this.settings.clock.now().getTime();
    if (now >= this.window.endsAt) this.window = { endsAt: now + this.settings.windowMs, used: 0 };
    if (this.window.used < this.settings.limit) {
      this.window.used += 1;
      return undefined;
    }
    const seconds = (this.window.endsAt - now) / 1_000;
    return {
      status: 429,
      body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
      headers: {
        ...this.limitHeaders(),
        'retry-after': String(Math.ceil(seconds)),
        'x-ratelimit-scope': 'user',
      },
    };
  }

  private limitHeaders(): Record<string, string> {
    const { endsAt, used } = this.window;
    return {
      'x-ratelimit-limit': String(this.settings.limit),
      'x-ratelimit-remaining': String(this.settings.limit - used),
      'x-ratelimit-reset': String(endsAt / 1_000),
      'x-ratelimit-reset-after': String((endsAt - this.settings.clock.now().getTime()) / 1_000),
      'x-ratelimit-bucket': 'stand-in',
    };
  }

  /** The message, or what is wrong with it. */
  private post(body: string): PostedMessage | string {
    const { content, allowed_mentions: allowed, flags = 0 } = parsed(body);
    if (typeof content !== 'string' || content.trim() === '') return 'content is required';
    if (Array.from(content).length > longestContent) return `Must be ${longestContent} or fewer in length.`;
    const message: PostedMessage = {
      id: String(2_000_000_000_000_000_000n + BigInt(this.messages.length)),
      content,
      pings: mention.test(unescaped(content)) && allowed?.parse?.length !== 0,
      embedsSuppressed: (flags & suppressEmbeds) !== 0,
    };
    this.messages.push(message);
    return message;
  }
}

interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Payload {
  readonly content?: unknown;
  readonly allowed_mentions?: { readonly parse?: readonly string[] };
  readonly flags?: number;
}

const mention = /@everyone|@here|<@[!&]?\d+>/;

/** Escaping keeps a mention from being shown, but only `allowed_mentions` is promised to keep it from pinging. */
const unescaped = (content: string): string => content.replaceAll('\\', '');

const invalid = (message: string): object => ({
  message: 'Invalid Form Body',
  code: 50_035,
  errors: { content: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message }] } },
});

function parsed(body: string): Payload {
  try {
    return JSON.parse(body) as Payload;
  } catch {
    return {};
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
