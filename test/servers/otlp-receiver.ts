import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import definitions from 'otlp-definitions/build/src/generated/root.js';

interface Message {
  decode(bytes: Uint8Array): object;
  encode(fields: object): { finish(): Uint8Array };
  toObject(message: object, options: object): object;
}
// The package does not say what it defines.
const { opentelemetry } = definitions as unknown as {
  opentelemetry: { proto: { collector: { trace: { v1: Record<string, Message> } } } };
};
const { ExportTraceServiceRequest, ExportTraceServiceResponse } = opentelemetry.proto.collector.trace.v1;
if (ExportTraceServiceRequest === undefined || ExportTraceServiceResponse === undefined)
  throw new Error('otlp-definitions defines no trace service any more.');
/** What an exporter posts and what it is answered, by OpenTelemetry's own definitions. */
export const TraceRequest: Message = ExportTraceServiceRequest;
const TraceResponse: Message = ExportTraceServiceResponse;

export interface ReceivedLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A span as it came over the wire. Ids are hexadecimal. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  /** Whether its parent belongs to another process; undefined when the exporter did not say. */
  readonly parentIsRemote: boolean | undefined;
  readonly name: string;
  readonly kind: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER' | 'UNSPECIFIED';
  readonly status: 'UNSET' | 'OK' | 'ERROR';
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly ReceivedLink[];
  readonly resource: Readonly<Record<string, unknown>>;
}

interface Value {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly Value[] };
}
interface Attribute {
  readonly key: string;
  readonly value?: Value;
}
interface DecodedRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly DecodedSpan[] }[];
  }[];
}
interface DecodedSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId?: Uint8Array;
  readonly flags?: number;
  readonly name: string;
  readonly kind: string;
  readonly status?: { readonly code?: string };
  readonly attributes?: readonly Attribute[];
  readonly links?: readonly {
    readonly traceId: Uint8Array;
    readonly spanId: Uint8Array;
    readonly attributes?: readonly Attribute[];
  }[];
}

/** SpanFlags of trace.proto. */
const hasIsRemote = 0x100;
const isRemote = 0x200;

/** A back end for traces that has nothing in common with what exports them: OTLP over HTTP, in protobuf. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** How the requests came. */
  readonly requests: {
    readonly encoding: string;
    readonly length: number | undefined;
    readonly status: number;
  }[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  named(name: string): readonly ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = this.take(request, Buffer.concat(chunks));
    const length = request.headers['content-length'];
    this.requests.push({
      encoding: request.headers['content-encoding'] ?? 'identity',
      length: length === undefined ? undefined : Number(length),
      status,
    });
    response.writeHead(status, { 'content-type': 'application/x-protobuf' });
    response.end(status === 200 ? TraceResponse.encode({}).finish() : undefined);
  }

  private take({ method, url, headers }: IncomingMessage, body: Buffer): number {
    if (method !== 'POST' || url !== '/v1/traces') return 404;
    if (headers['content-type'] !== 'application/x-protobuf') return 415;
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity' && encoding !== 'gzip') return 415;
    try {
      this.spans.push(...decode(encoding === 'gzip' ? gunzipSync(body) : body));
      return 200;
    } catch {
      return 400;
    }
  }
}

function decode(body: Uint8Array): ReceivedSpan[] {
  const message = TraceRequest.decode(body);
  const options = { enums: String, longs: String, bytes: Uint8Array };
  const { resourceSpans = [] } = TraceRequest.toObject(message, options) as DecodedRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const ofResource = valuesOf(resource?.attributes);
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => received(span, ofResource)));
  });
}

function received(span: DecodedSpan, resource: Record<string, unknown>): ReceivedSpan {
  const { flags = 0, links = [] } = span;
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    parentIsRemote: (flags & hasIsRemote) === 0 ? undefined : (flags & isRemote) !== 0,
    name: span.name,
    kind: span.kind.replace('SPAN_KIND_', '') as ReceivedSpan['kind'],
    status: (span.status?.code ?? 'STATUS_CODE_UNSET').replace('STATUS_CODE_', '') as ReceivedSpan['status'],
    attributes: valuesOf(span.attributes),
    links: links.map((link) => ({
      traceId: hex(link.traceId),
      spanId: hex(link.spanId),
      attributes: valuesOf(link.attributes),
    })),
    resource,
  };
}

function valuesOf(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf(value: Value | undefined): unknown {
  if (value?.intValue !== undefined) return Number(value.intValue);
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(valueOf);
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue;
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
