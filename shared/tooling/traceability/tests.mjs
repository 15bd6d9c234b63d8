import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { lineOf, parse, ts, walk } from '../catalog/source.mjs';

/** @typedef {import('../catalog/source.mjs').SyntaxNode} SyntaxNode */
/** @typedef {{ file: string, line: number, title: string, ids: string[], misplaced: string[] }} ClaimingTest */

const atTheEnd = /(?:\s*\[\d-\d{2}\])+$/;
const anywhere = /\[(\d-\d{2})\]/g;
const skipped = new Set(['node_modules', 'dist', 'fixtures', 'generated', '.git', '.turbo', '.boardwalk']);

/**
 * Every test whose title carries the id of a promise.
 * @param {string} root
 * @returns {ClaimingTest[]} by file and line
 */
export function readTests(root) {
  return ['apps', 'modules', 'shared', 'test']
    .flatMap((folder) => testFiles(root, folder))
    .flatMap((file) => testsIn(root, file));
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function testFiles(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : testFiles(root, path);
      return entry.name.endsWith('.spec.ts') ? [path] : [];
    })
    .sort();
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {ClaimingTest[]}
 */
function testsIn(root, file) {
  /** @type {ClaimingTest[]} */
  const found = [];
  walk(parse(root, file), (node) => {
    if (!ts.isCallExpression(node)) return;
    const caller = callerOf(node);
    const title = titleOf(node.arguments[0]);
    if (title === null || !['it', 'test', 'describe'].includes(caller)) return;
    const all = idsIn(title);
    const ids = caller === 'describe' ? [] : idsIn(atTheEnd.exec(title)?.[0] ?? '');
    if (all.length > 0)
      found.push({ file, line: lineOf(node), title, ids, misplaced: all.filter((id) => !ids.includes(id)) });
  });
  return found;
}

/**
 * `it`, also of `it.each(…)`, `it.skipIf(…)` and the like.
 * @param {SyntaxNode} call
 * @returns {string}
 */
function callerOf(call) {
  let callee = call.expression;
  while (!ts.isIdentifier(callee)) {
    if (
      !ts.isPropertyAccessExpression(callee) &&
      !ts.isCallExpression(callee) &&
      !ts.isTaggedTemplateExpression(callee)
    )
      return '';
    callee = ts.isTaggedTemplateExpression(callee) ? callee.tag : callee.expression;
  }
  return callee.text;
}

/**
 * @param {SyntaxNode | undefined} node
 * @returns {string | null} the title, with `…` for what is filled in
 */
function titleOf(node) {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return [
    node.head.text,
    ...node.templateSpans.map((/** @type {SyntaxNode} */ span) => span.literal.text),
  ].join('…');
}

/** @param {string} text */
const idsIn = (text) => [...text.matchAll(anywhere)].map(([, id]) => String(id));

/**
 * What became of the tests that carry ids, by a JSON report of vitest.
 * @param {string} root
 * @param {string} report path
 * @returns {Map<string, string[]>} `file id` → the outcome of each such test
 */
export function readReport(root, report) {
  /** @type {{ testResults: { name: string, assertionResults: { title: string, status: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  /** @type {Map<string, string[]>} */
  const outcomes = new Map();
  for (const { name, assertionResults } of testResults) {
    const file = relative(root, name).split(sep).join('/');
    for (const { title, status } of assertionResults)
      for (const id of idsIn(atTheEnd.exec(title)?.[0] ?? ''))
        outcomes.set(`${file} ${id}`, [...(outcomes.get(`${file} ${id}`) ?? []), status]);
  }
  return outcomes;
}
