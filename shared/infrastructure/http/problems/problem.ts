/** One fault of the input. `pointer` is a JSON pointer (RFC 6901) as a URI fragment, into the part that `in` names. */
export interface InputFault {
  readonly in: 'body' | 'query' | 'path';
  readonly pointer: string;
  readonly detail: string;
}

/** The body of every refusal: RFC 9457, `application/problem+json`. */
export interface ProblemDocument {
  /** Stable and relative: `/problems/validation-failed`, which is also a page that explains it. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was refused, why, and how to mend it. */
  readonly detail: string;
  /** The path of the request, without its query. */
  readonly instance: string;
  readonly traceId?: string;
  readonly errors?: readonly InputFault[];
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface ProblemExtras {
  readonly errors?: readonly InputFault[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A refusal that belongs to HTTP and to no domain: wrong credentials, an unreadable body. Rules of a domain throw
 * `DomainError`s instead.
 * @param code stable, lower case with hyphens; becomes the type `/problems/<code>`
 * @param detail what was refused, why, and how to mend it; shown to the caller
 */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail, { cause: extras.cause });
    this.name = 'HttpProblem';
  }
}
