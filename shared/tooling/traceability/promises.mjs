import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'B' | 'C' | 'D' | 'B(unit)'} Kind */
/**
 * @typedef {object} Promised
 * @property {string} id
 * @property {string} words
 * @property {Kind[]} kinds tests that may prove it
 * @property {boolean} every whether a test of every kind is needed, rather than of any
 * @property {string[]} sameAs promises that it only repeats
 */
/** @typedef {{ title: string, promises: Promised[] }} PromiseDocument */

export const promisesFile = 'docs/promises.json';

/** @type {Readonly<Record<Kind, string>>} */
export const kindWords = {
  B: 'seen from outside',
  C: 'compiler or architecture',
  D: "a document's own example",
  'B(unit)': 'unit',
};

/**
 * @param {string} root
 * @returns {PromiseDocument[]}
 */
export function readPromises(root) {
  /** @type {{ documents: { title: string, promises: { id: string, words: string, check?: string, sameAs?: string[] }[] }[] }} */
  const { documents } = JSON.parse(readFileSync(join(root, promisesFile), 'utf8'));
  return documents.map(({ title, promises }) => ({
    title,
    promises: promises.map(({ id, words, check, sameAs = [] }) => ({
      id,
      words,
      kinds: kindsOf(id, check),
      every: check?.includes('+') === true,
      sameAs,
    })),
  }));
}

/**
 * @param {string} id
 * @param {string | undefined} check `B`, `C/B` (either) or `C+B` (both)
 * @returns {Kind[]}
 */
function kindsOf(id, check) {
  if (check === undefined) return [];
  return check.split(/[/+]/).map((kind) => {
    if (Object.hasOwn(kindWords, kind)) return /** @type {Kind} */ (kind);
    throw new Error(
      `${promisesFile}: ${id} has the check '${check}'; write ${Object.keys(kindWords).join(', ')}, joined by / or +`,
    );
  });
}

/**
 * What a test's place in the tree says of it; null where no test may prove a promise.
 * @param {string} file
 * @returns {Kind | null}
 */
export function kindOfTest(file) {
  if (file.endsWith('.document.spec.ts') || file.startsWith('test/documents/')) return 'D';
  if (/\.(architecture|types)\.spec\.ts$/.test(file) || file.startsWith('test/architecture/')) return 'C';
  if (file.startsWith('test/journeys/') || file.startsWith('test/resilience/')) return 'B';
  if (/^(modules|shared)\/.*\.module\.spec\.ts$|^test\/(pipeline|transports)\//.test(file)) return 'B';
  if (/^(apps|modules|shared)\/.*\.spec\.ts$/.test(file)) return 'B(unit)';
  return null;
}
