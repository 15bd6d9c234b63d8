/** An answer that did not come in time. Whatever it was asked over may be stuck for good. */
export class LateAnswerError extends Error {
  override readonly name = 'LateAnswerError';
}

/**
 * What is asked goes on when it takes longer, but nobody waits for it any more.
 *
 * @param what completes the sentence "… does not answer"
 * @throws {LateAnswerError} after so many milliseconds
 */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new LateAnswerError(`${what} does not answer within ${milliseconds / 1_000} s`)),
    milliseconds,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
