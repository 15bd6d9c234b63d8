/** Where a request comes from, for the list of sessions and for counting tries. */
export interface Visitor {
  /** Address of the other end of the connection. */
  readonly address: string;
  readonly userAgent: string;
}

export interface OpenedSession {
  /** The bearer token. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface SessionView {
  readonly sessionId: string;
  readonly userId: string;
  readonly openedAt: Date;
  readonly expiresAt: Date;
}

/** Signed-in people. A session that ended is unknown to every process at once: none is cached. */
export abstract class Sessions {
  /**
   * The person has come in: whatever follows from that is told in the same unit of work.
   * @param passwordHash what the password was compared with
   * @returns null when that is not the password any more
   * @throws {AccountSuspendedError}
   */
  abstract open(userId: string, visitor: Visitor, passwordHash: string): Promise<OpenedSession | null>;

  /** Does nothing when there is no such session. */
  abstract end(token: string): Promise<void>;

  /** Every session of a person; part of the running unit of work. */
  abstract endAllOf(userId: string): Promise<void>;

  /** The token inside a browser's `Cookie` header; null when it carries none that we signed. */
  abstract tokenOf(cookie: string): Promise<string | null>;

  /** Null when the session ended or never was. */
  abstract show(token: string): Promise<SessionView | null>;
}
