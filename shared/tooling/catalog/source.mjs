// Reads TypeScript the way the compiler does, with the compiler that the schema generator brings along: the
// project's own TypeScript has no programming interface in JavaScript.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const generator = createRequire(import.meta.url).resolve('ts-json-schema-generator');
export const ts = createRequire(generator)('typescript');

/** The project this tooling belongs to. */
export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

const skipped = new Set(['node_modules', 'dist', 'test', 'tests', 'fixtures', 'generated', '.turbo']);

/**
 * Every file below a folder, in a stable order, as paths relative to the root with forward slashes. Tests, outputs
 * and installed packages are left out.
 * @param {string} root
 * @param {string} folder
 * @param {(name: string) => boolean} wanted
 * @returns {string[]}
 */
export function filesBelow(root, folder, wanted) {
  const start = join(root, folder);
  if (statSync(start, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  /** @type {string[]} */
  const found = [];
  for (const entry of readdirSync(start, { withFileTypes: true })) {
    const path = join(start, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) found.push(...filesBelow(root, relative(root, path), wanted));
    } else if (wanted(entry.name)) found.push(relative(root, path).split(sep).join('/'));
  }
  return found.sort();
}

/**
 * @param {string} root
 * @param {string} file
 */
export function parse(root, file) {
  const text = readFileSync(join(root, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** @typedef {ReturnType<typeof parse>} SyntaxNode */

/**
 * @param {SyntaxNode} node
 * @returns {number}
 */
export function lineOf(node) {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/**
 * Visits a node and everything in it.
 * @param {SyntaxNode} node
 * @param {(node: SyntaxNode) => void} visit
 */
export function walk(node, visit) {
  visit(node);
  node.forEachChild((/** @type {SyntaxNode} */ child) => walk(child, visit));
}

/**
 * Local name → name it was exported under, for everything a file imports by name.
 * @param {SyntaxNode} source
 * @returns {Map<string, string>}
 */
export function importedNames(source) {
  const names = new Map();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    for (const element of bindings.elements)
      names.set(element.name.text, (element.propertyName ?? element.name).text);
  }
  return names;
}

/**
 * @param {SyntaxNode} node
 * @returns {{ name: string, text: string, line: number }[]}
 */
export function tagsOf(node) {
  return ts.getJSDocTags(node).map((/** @type {SyntaxNode} */ tag) => ({
    name: tag.tagName.text,
    text: (ts.getTextOfJSDocComment(tag.comment) ?? '').trim(),
    line: lineOf(tag),
  }));
}

/**
 * The sentence in front of the tags.
 * @param {SyntaxNode} node
 * @returns {string}
 */
export function docOf(node) {
  const doc = node.jsDoc?.at(-1);
  return (ts.getTextOfJSDocComment(doc?.comment) ?? '').replace(/\s+/g, ' ').trim();
}

/**
 * @param {SyntaxNode} node
 * @param {SyntaxNode} kind a member of `ts.SyntaxKind`
 * @returns {boolean}
 */
export function hasModifier(node, kind) {
  return node.modifiers?.some((/** @type {SyntaxNode} */ modifier) => modifier.kind === kind) === true;
}

/** @param {string} name */
export const pascal = (name) => name.replace(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase());
