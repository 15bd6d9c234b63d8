import type { PostOutcome } from '../application/channel.js';

/** Failures that come before the first byte of a request. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

/** What it means that a call had no answer. */
export function networkFailure(error: unknown): PostOutcome {
  const code = codeOf(error);
  return neverConnected.test(code)
    ? { kind: 'refused', permanent: false, error: `Discord could not be reached: ${code}` }
    : { kind: 'unknown', error: `There was no answer from Discord: ${code}` };
}

/** The error's code or name: its text could hold the address of the webhook. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason was given';
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  return error.cause instanceof Error ? codeOf(error.cause) : error.name;
}
