/**
 * @typedef {object} Report what vitest's JSON reporter writes, as far as it is read here
 * @property {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped their names
 */

/**
 * Counts a run of the tests. A file that could not even be loaded is one failure, so that a run in which
 * nothing was examined does not look well.
 *
 * @param {Report} report
 * @returns {Tally}
 */
export function tally({ testResults }) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const unreadable = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + unreadable.length,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName),
  };
}

/** @param {Tally} counts @returns {string} the closing line */
export function closingLine({ passed, failed, skipped }) {
  const most = `${passed} passed, ${failed} failed`;
  return skipped.length === 0 ? most : `${most}, ${skipped.length} skipped`;
}
