import { Interrupted } from '../exit.js';
import type { Instance } from './instance.js';
import { refusalOf, Unreachable } from './problems.js';

/** Milliseconds until a request without an answer is given up. */
const patience = 30_000;

export interface Answer<T> {
  readonly body: T;
  /** Where in the log the effects of a write end. */
  readonly position: string | null;
  readonly traceId: string | null;
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Instead of JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Instead of JSON: what is too large to be held, and how many bytes it has. */
  readonly stream?: { readonly chunks: AsyncIterable<Uint8Array>; readonly size: number };
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** The HTTP API of one platform, asked with one token. */
export class Api {
  constructor(
    readonly instance: Instance,
    private readonly signal: AbortSignal,
  ) {}

  /** The same platform, asked by somebody else. */
  as(token: string | null): Api {
    return new Api({ ...this.instance, token }, this.signal);
  }

  async get<T>(path: string, query: RequestOptions['query'] = {}): Promise<T> {
    return (await this.request<T>('GET', path, { query })).body;
  }

  /**
   * @param path below `/api/v1/`
   * @throws {RefusedByPlatform} when the answer is a refusal
   * @throws {Unreachable} when there is none
   */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const response = await this.send(method, path, options);
    const body = await this.read(response);
    if (!response.ok) throw refusalOf(response, body, this.instance);
    return {
      body: body as T,
      position: response.headers.get('boardwalk-position'),
      traceId: response.headers.get('x-trace-id'),
    };
  }

  /**
   * What is not JSON, as it arrives.
   * @throws {RefusedByPlatform} when the answer is a refusal
   */
  async open(path: string, options: RequestOptions = {}): Promise<Response> {
    const response = await this.send('GET', path, { accept: '*/*', ...options });
    if (!response.ok) throw refusalOf(response, await this.read(response), this.instance);
    return response;
  }

  private async send(
    method: string,
    path: string,
    options: RequestOptions & { readonly accept?: string },
  ): Promise<Response> {
    const { query = {}, body, bytes, stream, headers, timeoutMs = patience } = options;
    const url = new URL(`${this.instance.url}/api/v1/${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const { token } = this.instance;
    try {
      return await fetch(url, {
        method,
        redirect: 'error',
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(timeoutMs)]),
        headers: {
          accept: options.accept ?? 'application/json',
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(stream !== undefined && { 'content-length': String(stream.size) }),
          ...headers,
        },
        body: stream?.chunks ?? bytes ?? (body === undefined ? null : JSON.stringify(body)),
        ...(stream !== undefined && { duplex: 'half' as const }),
      });
    } catch (error) {
      throw this.failure(error, timeoutMs);
    }
  }

  private async read(response: Response): Promise<unknown> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      throw this.failure(error, patience);
    }
    if (text === '') return null;
    try {
      return JSON.parse(text);
    } catch {
      if (!response.ok) return null;
      throw new Unreachable('What answers there is not Boardwalk: it does not speak JSON.', this.instance);
    }
  }

  private failure(error: unknown, timeoutMs: number): Error {
    if (this.signal.aborted) return new Interrupted();
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return new Unreachable(`No answer within ${timeoutMs / 1000} s.`, this.instance);
    return new Unreachable(`${reasonOf(error)}.`, this.instance);
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors.at(-1));
  return cause instanceof Error ? reasonOf(cause) : error.message;
}
