import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./examined.mjs').Examined} Examined */
/** @typedef {import('../catalog/contracts.mjs').Violation} Violation */
/**
 * @typedef {object} Guarantees
 * @property {string[]} transports
 * @property {{ words: string, shownBy: string[] }[]} guarantees each with the beginnings of the titles of its tests
 */

export const guaranteesFile = 'docs/guarantees.json';
export const tableFile = 'docs/transports.md';

const begin = '<!-- generated:guarantees -->';
const end = '<!-- /generated -->';

/**
 * @param {string} root
 * @returns {Guarantees}
 */
export function readGuarantees(root) {
  return JSON.parse(readFileSync(join(root, guaranteesFile), 'utf8'));
}

/**
 * Guarantees down, transports across. A dash says that no test shows it.
 * @param {Guarantees} guarantees
 * @param {Examined[]} examined
 * @returns {string}
 */
export function tableOf({ transports, guarantees }, examined) {
  const rows = guarantees.map(({ words, shownBy }) => {
    const cells = transports.map((transport) =>
      examined.some((test) => test.transport === transport && isShown(test, shownBy)) ? '✓' : '–',
    );
    return `| ${words} | ${cells.join(' | ')} |`;
  });
  return [`| | ${transports.join(' | ')} |`, `|---|${':-:|'.repeat(transports.length)}`, ...rows].join('\n');
}

/**
 * @param {string} page
 * @param {string} table
 * @returns {string} the page with this table; as it was where it has no place for one
 */
export function withTable(page, table) {
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) return page;
  return `${page.slice(0, from)}${begin}\n${table}\n${page.slice(to)}`;
}

/**
 * A test that shows nothing, a guarantee that no test shows, and a tick for what did not pass. What was skipped was not examined
 * here; in CI that is a failure of its own.
 * @param {Guarantees} guarantees
 * @param {Examined[]} examined
 * @returns {Violation[]}
 */
export function guaranteeViolations({ transports, guarantees }, examined) {
  /** @type {(rule: string, message: string) => Violation} */
  const refuse = (rule, message) => ({ file: guaranteesFile, line: 1, rule, message });
  const ours = examined.filter(({ transport }) => transports.includes(transport));
  const beginnings = guarantees.flatMap(({ shownBy }) => shownBy);
  const unused = beginnings.filter((beginning) => !ours.some((test) => isShown(test, [beginning])));
  const titles = new Set(ours.filter((test) => !isShown(test, beginnings)).map(({ title }) => title));
  const broken = ours.filter(({ outcome }) => outcome === 'failed');
  return [
    ...unused.map((beginning) => refuse('GUARANTEE_UNSHOWN', `no test begins with '${beginning}'`)),
    ...[...titles].map((title) =>
      refuse('GUARANTEE_UNNAMED', `no guarantee is shown by '${title}'; name one`),
    ),
    ...broken.map(({ transport, title }) =>
      refuse('GUARANTEE_NOT_KEPT', `'${title}' failed on ${transport}`),
    ),
  ];
}

/**
 * @param {Examined} test
 * @param {string[]} beginnings
 */
const isShown = ({ title }, beginnings) => beginnings.some((beginning) => title.startsWith(beginning));
