import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, hasModifier, importedNames, lineOf, parse, ts, walk } from './source.mjs';

/** @typedef {import('./source.mjs').SyntaxNode} SyntaxNode */
/**
 * @typedef {object} Consumer
 * @property {string} file
 * @property {number} line
 * @property {string} className
 * @property {string} context
 * @property {string} subscription
 * @property {number} subscriptionLine
 * @property {{ fact: string, line: number }[]} facts contract classes it names
 * @property {boolean} everything whether it takes every contract there is, without naming them
 */
/**
 * @typedef {object} Publication
 * @property {string} file
 * @property {number} line
 * @property {string} context
 * @property {string} publisher class that makes the fact
 * @property {string} fact contract class
 */

/**
 * @param {string} root
 * @returns {string[]} contexts, by the folders they live in
 */
export function readContexts(root) {
  const modules = join(root, 'modules');
  if (!existsSync(modules)) return [];
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/**
 * @param {string} root
 * @returns {Consumer[]}
 */
export function readConsumers(root) {
  return readContexts(root).flatMap((context) =>
    filesBelow(root, `modules/${context}/presentation/consumers`, (name) =>
      name.endsWith('.consumer.ts'),
    ).flatMap((file) => consumersIn(root, file, context)),
  );
}

/**
 * @param {string} root
 * @param {string} file
 * @param {string} context
 * @returns {Consumer[]}
 */
function consumersIn(root, file, context) {
  const source = parse(root, file);
  const names = importedNames(source);
  const tail = (file.split('/').at(-1) ?? '').slice(0, -'.consumer.ts'.length);
  /** @type {Consumer[]} */
  const found = [];
  for (const declared of source.statements.filter(ts.isClassDeclaration)) {
    const handled = handledBy(declared);
    if (handled === undefined) continue;
    const own = subscriptionOf(declared);
    found.push({
      file,
      line: lineOf(declared.name ?? declared),
      className: declared.name?.text ?? '',
      context,
      subscription: own?.value ?? `${context}.${tail}`,
      subscriptionLine: own?.line ?? lineOf(declared.name ?? declared),
      facts: handled
        .filter((argument) => !ts.isSpreadElement(argument))
        .map((argument) => ({
          fact: names.get(argument.getText()) ?? argument.getText(),
          line: lineOf(argument),
        })),
      everything: handled.some((argument) => ts.isSpreadElement(argument)),
    });
  }
  return found;
}

/**
 * @param {SyntaxNode} declared
 * @returns {SyntaxNode[] | undefined} what stands between the parentheses of `@EventsHandler`
 */
function handledBy(declared) {
  for (const decorator of ts.getDecorators(declared) ?? []) {
    const call = decorator.expression;
    if (ts.isCallExpression(call) && call.expression.getText() === 'EventsHandler')
      return [...call.arguments];
  }
  return undefined;
}

/**
 * @param {SyntaxNode} declared
 * @returns {{ value: string, line: number } | undefined}
 */
function subscriptionOf(declared) {
  for (const member of declared.members) {
    if (!ts.isPropertyDeclaration(member) || member.name.getText() !== 'subscription') continue;
    if (!hasModifier(member, ts.SyntaxKind.StaticKeyword)) continue;
    const value = member.initializer;
    return {
      value: value !== undefined && ts.isStringLiteral(value) ? value.text : '',
      line: lineOf(member),
    };
  }
  return undefined;
}

/**
 * Who makes which fact.
 * @param {string} root
 * @returns {Publication[]}
 */
export function readPublications(root) {
  return readContexts(root).flatMap((context) =>
    filesBelow(root, `modules/${context}/presentation/publishers`, (name) =>
      name.endsWith('.publisher.ts'),
    ).flatMap((file) => publicationsIn(root, file, context)),
  );
}

/**
 * @param {string} root
 * @param {string} file
 * @param {string} context
 * @returns {Publication[]}
 */
function publicationsIn(root, file, context) {
  const source = parse(root, file);
  const names = importedNames(source);
  const publisher = source.statements.find(ts.isClassDeclaration)?.name?.text ?? '';
  /** @type {Publication[]} */
  const found = [];
  walk(source, (node) => {
    if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return;
    const fact = names.get(node.expression.text) ?? node.expression.text;
    if (fact.endsWith('IntegrationEvent')) found.push({ file, line: lineOf(node), context, publisher, fact });
  });
  return found;
}
