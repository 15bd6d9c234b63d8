/** Whoever stands behind a valid credential. */
export type Caller =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly username: string;
      readonly scopes: readonly string[];
    }
  | { readonly kind: 'client'; readonly clientId: string; readonly scopes: readonly string[] };

/** Looks credentials up. Null for what is unknown, expired, ended or revoked, by the rows as they are now. */
export abstract class Callers {
  abstract behindApiKey(key: string): Promise<Caller | null>;

  /** @param token of a session */
  abstract behindSession(token: string): Promise<Caller | null>;
}

/** As {@link NewKey} draws them. A session's token may happen to begin like one, and is shorter. */
const apiKey = /^bwc?_[\w-]{43,}$/;

/** Whether a bearer token is an API key rather than the token of a session. */
export function isApiKey(token: string): boolean {
  return apiKey.test(token);
}
