import type { Clock } from '@boardwalk/domain';
import type { Refusal } from './discord-limits.js';

/** A message that can be read. */
export interface PostedMessage {
  readonly id: string;
  /** The webhook or the channel that it was posted by or into. */
  readonly place: string;
  readonly content: string;
  /** Whether somebody would have been notified: a mention that `allowed_mentions` does not hold back. */
  readonly pings: boolean;
  readonly embedsSuppressed: boolean;
  readonly nonce?: string;
  /** How often it was changed. */
  readonly edits: number;
}

interface Request {
  readonly place: string;
  readonly messageId?: string | undefined;
  readonly body: string;
}

interface Payload {
  readonly content?: unknown;
  readonly allowed_mentions?: { readonly parse?: readonly string[] };
  readonly flags?: number;
  readonly nonce?: unknown;
  readonly enforce_nonce?: unknown;
}

const longestContent = 2_000;
const longestNonce = 25;
const suppressEmbeds = 1 << 2;
/** "The past few minutes", for which a nonce is remembered. */
const nonceLastsMs = 5 * 60_000;

/** What was posted, and the rules for messages. */
export class DiscordMessages {
  readonly all: PostedMessage[] = [];
  private readonly nonces = new Map<string, { readonly until: number; readonly message: PostedMessage }>();
  private made = 0;

  constructor(private readonly clock: Clock) {}

  /** The message as it is now, null when it is deleted; or what is wrong with the request. */
  take(method: string, { place, messageId, body }: Request): { message: PostedMessage | null } | Refusal {
    const index = this.all.findIndex((message) => message.place === place && message.id === messageId);
    const found = this.all[index];
    if (messageId !== undefined && found === undefined)
      return { status: 404, body: { message: 'Unknown Message', code: 10_008 } };
    if (method === 'DELETE') {
      this.all.splice(index, 1);
      return { message: null };
    }
    const payload = parsed(body);
    const wrong = wrongWith(payload);
    if (wrong !== null) return { status: 400, body: invalid(wrong) };
    const content = String(payload.content);
    const pings = mention.test(unescaped(content)) && payload.allowed_mentions?.parse?.length !== 0;
    if (found === undefined) return { message: this.post(place, payload, content, pings) };
    const edited = { ...found, content, pings: found.pings || pings, edits: found.edits + 1 };
    this.all[index] = edited;
    return { message: edited };
  }

  private post(place: string, payload: Payload, content: string, pings: boolean): PostedMessage {
    const { nonce, enforce_nonce: enforced, flags = 0 } = payload;
    const now = this.clock.now().getTime();
    const key = `${place} ${String(nonce)}`;
    const before = this.nonces.get(key);
    if (typeof nonce === 'string' && enforced === true && before !== undefined && now < before.until)
      return before.message;
    const message: PostedMessage = {
      id: String(2_000_000_000_000_000_000n + BigInt(this.made)),
      place,
      content,
      pings,
      embedsSuppressed: (flags & suppressEmbeds) !== 0,
      ...(typeof nonce === 'string' && { nonce }),
      edits: 0,
    };
    this.made += 1;
    this.all.push(message);
    this.nonces.set(key, { until: now + nonceLastsMs, message });
    return message;
  }
}

const mention = /@everyone|@here|<@[!&]?\d+>/;

/** Escaping keeps a mention from being shown, but only `allowed_mentions` is promised to keep it from pinging. */
const unescaped = (content: string): string => content.replaceAll('\\', '');

function wrongWith({ content, nonce }: Payload): string | null {
  if (typeof content !== 'string' || content.trim() === '') return 'content is required';
  if (Array.from(content).length > longestContent) return `Must be ${longestContent} or fewer in length.`;
  if (nonce !== undefined && (typeof nonce !== 'string' || nonce.length > longestNonce))
    return `nonce: Must be ${longestNonce} or fewer in length.`;
  return null;
}

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
