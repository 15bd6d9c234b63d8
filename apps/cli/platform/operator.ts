/** What the operator API answers, as far as this program reads it. */

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** A process of the platform, as it describes itself. */
export interface Running {
  readonly version: string;
  readonly contexts: readonly string[];
  readonly roles: readonly string[];
  readonly transport: string;
  /** Variables of the environment that were set for it. */
  readonly given: readonly string[];
}

/** What one check found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it; null when all is well. */
  readonly mend: string | null;
}

export interface Examination {
  readonly ok: boolean;
  readonly checks: readonly Finding[];
}

export interface EventItem {
  readonly position: string | null;
  readonly eventId: string;
  readonly type: string;
  readonly source: string;
  readonly key: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly traceId: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly raw: string | null;
}

export interface EventPage extends Page<EventItem> {
  readonly position: string;
}

export interface Delivery {
  readonly subscription: string;
  readonly state: 'ack' | 'skipped' | 'pending' | 'retrying' | 'waiting' | 'dead' | 'archived';
  readonly attempts: number;
  readonly dueAt: string | null;
  readonly errorClass: string | null;
  readonly errorMessage: string | null;
  readonly lastFailedAt: string | null;
  readonly redrives: number;
}

export interface EventStory {
  readonly position: string | null;
  readonly traceId: string | null;
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly raw: string | null;
  readonly deliveries: readonly Delivery[];
}

export interface DeadLetter {
  readonly subscription: string;
  readonly eventId: string;
  readonly type: string;
  readonly key: string;
  readonly state: 'parked' | 'skipped';
  readonly attempts: number;
  readonly errorClass: string;
  readonly errorMessage: string;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  readonly redrives: number;
  readonly waiting: number;
  readonly correlationId: string | null;
  readonly createdInTrace: string | null;
  readonly failedInTrace: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly raw: string | null;
}

export interface DeadLetters {
  readonly items: readonly DeadLetter[];
  readonly total: number;
}

export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly service: string;
  readonly context: string | null;
  readonly startedAt: string;
  /** Milliseconds after the first span of the answer. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly status: 'unset' | 'ok' | 'error';
  readonly eventId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly kind?: string }[];
}

export interface TraceStory {
  readonly traceIds: readonly string[];
  readonly durationMs: number;
  readonly truncated: boolean;
  readonly spans: readonly TraceSpan[];
}

export interface Consumer {
  readonly name: string;
  /** The database whose log it reads; null for the platform's own. */
  readonly log: string | null;
  readonly context: string;
  readonly position: string;
  /** Null when nobody there can say. */
  readonly lag: number | null;
  readonly retrying: number;
  readonly waiting: number;
  readonly dead: number;
  readonly owner: string | null;
  readonly pausedAt: string | null;
}

export interface Consumers {
  readonly head: string;
  readonly total: number;
  readonly subscriptions: readonly Consumer[];
}

export interface Reader {
  readonly subscription: string;
  readonly database: string;
  readonly position: string;
  readonly reportedAt: string | null;
}

export interface ForgottenReader extends Reader {
  readonly deleted: Readonly<Record<'retrying' | 'waiting' | 'dead' | 'archived', number>>;
}

export interface UnknownCall {
  readonly queue: string;
  readonly id: string;
  readonly attempt: number;
  readonly error: string | null;
  readonly endedAt: string | null;
  readonly isRepeatable: boolean;
}

export interface DeadCommand {
  readonly id: string;
  readonly context: string;
  readonly command: string;
  readonly key: string;
  readonly attempts: number;
  readonly errorClass: string;
  readonly lastFailedAt: string;
}

export interface DeadLetterGroup {
  readonly subscription: string;
  readonly type: string;
  readonly errorClass: string;
  readonly count: number;
  readonly firstDiedAt: string;
  readonly lastDiedAt: string;
}

export interface Redrive {
  readonly id: string;
  readonly rate: number | null;
  readonly total: number;
  readonly done: number;
  readonly state: 'running' | 'paused' | 'cancelled' | 'done';
  readonly startedAt: string;
}

export interface Replay {
  readonly id: string;
  readonly subscription: string;
  readonly mode: 'live' | 'shadow';
  readonly from: string;
  readonly until: string;
  readonly state: 'running' | 'done' | 'cancelled';
  readonly deliveries: number;
  readonly position: string | null;
  readonly startedAt: string;
}

export interface ComparedTable {
  readonly table: string;
  readonly liveRows: number;
  readonly shadowRows: number;
  readonly equal: boolean;
}

export interface ReplayComparison {
  readonly replay: Replay;
  readonly tables: readonly ComparedTable[];
  /** Where the subscription itself is. */
  readonly live: {
    readonly position: string;
    /** Facts of the replay that it has not come to. */
    readonly behind: number;
    /** Facts after the end of the replay that it has come to. */
    readonly ahead: number;
  };
}

export interface Mail {
  readonly emailLogId: string;
  readonly eventId: string;
  readonly templateKey: string;
  readonly to: string;
  readonly subject: string;
  readonly status: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'bounced' | 'suppressed';
  readonly attempts: number;
  readonly occurredAt: string;
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
  readonly text: string | null;
}
