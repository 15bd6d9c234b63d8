/** Which dead letters are meant. What is left out is no condition. */
export interface DeadLetterFilter {
  readonly subscription?: string | undefined;
  readonly type?: string | undefined;
  readonly errorClass?: string | undefined;
  /** Of the last failure: from this moment on … */
  readonly since?: Date | undefined;
  /** … and before this one. */
  readonly until?: Date | undefined;
  readonly eventId?: string | undefined;
}

/** The condition for a delivery `d`; it takes the first six parameters of its statement. */
export const meant = `d.state IN ('parked', 'skipped')
  AND ($1::text IS NULL OR d.subscription = $1) AND ($2::text IS NULL OR d.type = $2)
  AND ($3::text IS NULL OR d.error_class = $3)
  AND ($4::timestamptz IS NULL OR d.last_failed_at >= $4) AND ($5::timestamptz IS NULL OR d.last_failed_at < $5)
  AND ($6::uuid IS NULL OR d.event_id = $6)`;

export function parametersOf(filter: DeadLetterFilter): unknown[] {
  const { subscription, type, errorClass, since, until, eventId } = filter;
  return [subscription, type, errorClass, since, until, eventId].map((value) => value ?? null);
}
