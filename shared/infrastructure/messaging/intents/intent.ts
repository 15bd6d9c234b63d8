/** How a call to the world outside ended. */
export type CallOutcome =
  /** The provider has taken it over. */
  | { readonly kind: 'accepted'; readonly providerId?: string }
  /** The provider did not take it, for certain. Transient refusals are tried again. */
  | {
      readonly kind: 'refused';
      readonly permanent: boolean;
      readonly error: string;
      readonly retryAfterMs?: number;
    }
  /** The provider may or may not have taken it: shown to an operator, never repeated blindly. */
  | { readonly kind: 'unknown'; readonly error: string };

/**
 * The columns that a table of intents has beside its own:
 *
 *     id uuid PRIMARY KEY, status text NOT NULL DEFAULT 'queued', attempt integer NOT NULL DEFAULT 0,
 *     next_attempt_at timestamptz NOT NULL, leased_until timestamptz, provider_id text, last_error text,
 *     trace text NOT NULL -- from IntentSender.trace()
 *
 * and its companion `<table>_attempts`:
 *
 *     intent_id uuid NOT NULL, attempt integer NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz,
 *     outcome text, error text, PRIMARY KEY (intent_id, attempt)
 *
 * `status`: queued → sending → sent | queued again | failed (refused for good) | unknown (parked).
 */
export interface IntentRow {
  readonly id: string;
  /** 1 for the first call. */
  readonly attempt: number;
  readonly trace: string;
}

export interface IntentTable<Row extends IntentRow> {
  /** `<context>.<table>` is the name of the queue in spans and logs. */
  readonly table: string;
  readonly call: (intent: Row) => Promise<CallOutcome>;
  /** Calls in all before a transient refusal becomes final. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** Longest time that one call may take. After it the outcome is unknown. */
  readonly timeoutMs: number;
  /** How many calls run at the same time. */
  readonly concurrency: number;
  /**
   * The column that says where a call goes. Calls to one place are made one after the other, in the order in which they are due;
   * places do not wait for each other. Without it all are made as they are due. It is never null, and needs an index:
   * `(<lane>, next_attempt_at, id) WHERE status = 'queued'`.
   */
  readonly lane?: string;
  /** Where the calls go, for the span's `server.address`. */
  readonly destination: string;
  /** What a call whose outcome is unknown would have said is still there, so that somebody may have it made again. */
  readonly isRepeatable: boolean;
  /** Doing it twice is the same as once: a call whose outcome is unknown is made again, as if it had been refused. */
  readonly isIdempotent?: boolean;
}

/** A call of which nobody knows whether the provider took it. */
export interface UnknownCall {
  /** `<context>.<table>` */
  readonly queue: string;
  readonly id: string;
  readonly attempt: number;
  readonly error: string | null;
  readonly endedAt: Date | null;
  readonly isRepeatable: boolean;
}

/** What somebody found out about an unknown call: it arrived; it did not, and is made again; it did not, and is given up. */
export type Verdict = 'sent' | 'again' | 'failed';
