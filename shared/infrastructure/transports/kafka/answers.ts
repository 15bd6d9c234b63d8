import { findErrorBy } from '@platformatic/kafka';

/** The client has an error of its own for a topic that the server does not know. */
const unknownTopic = /^Unknown topic /;

/** Whether the server has said this, or anything at all. If not, the client may wait for ever for what does not come. */
export function isAnswer(error: unknown, ...ids: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  if (ids.length > 0) return ids.some((id) => findErrorBy(error, 'apiId', id) !== null);
  return findErrorBy(error, 'code', 'PLT_KFK_PROTOCOL') !== null || unknownTopic.test(error.message);
}

export const isAbsentTopic = (error: unknown): boolean =>
  isAnswer(error, 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID', 'LEADER_NOT_AVAILABLE') ||
  (error instanceof Error && unknownTopic.test(error.message));

/** What went wrong at the bottom, without a full stop: the client says so inside errors that only say what was tried. */
export function deepestReasonOf(error: unknown): string {
  return [...new Set(reasonsOf(error).map((reason) => reason.replace(/\.$/, '')))].join('; ');
}

function reasonsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.flatMap(reasonsOf);
  const said = 'serverErrorMessage' in error ? error.serverErrorMessage : undefined;
  if (typeof said === 'string' && said !== '') return [said];
  if (error.cause instanceof Error) return reasonsOf(error.cause);
  return [error.message];
}
