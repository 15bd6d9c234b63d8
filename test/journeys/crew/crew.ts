import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders | OutgoingHttpHeaders;
  readonly body: string;
}

/** The processes that are the platform of a journey. Facts move in them only while they are drained. */
export interface Crew {
  /** Answered by the process that has the path. */
  request(sent: Sent): Promise<Received>;
  /** Delivers until nothing is left to deliver anywhere, mails and posts included. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}
