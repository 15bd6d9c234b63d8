/** Something the person at the keyboard can mend. The message says what, why and how. */
export class Problem extends Error {
  /**
   * @param {string} what
   * @param {string} why
   * @param {string} remedy
   */
  constructor(what, why, remedy) {
    super(`${what}\n  Why:  ${indent(why)}\n  Mend: ${indent(remedy)}`);
    this.name = 'Problem';
  }
}

/** Somebody asked this process to stop while it was preparing. */
export class Stopped extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.name = 'Stopped';
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** @param {string} text */
const indent = (text) => text.trim().split('\n').join('\n        ');

/**
 * Progress and problems go to stderr; what the started programs print is theirs.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`boardwalk: ${line}\n`);
}

/** @param {unknown} error @param {string[]} codes */
export function hasCode(error, ...codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
