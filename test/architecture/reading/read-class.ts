import { lineOf, ts, walk, type SyntaxNode } from '@boardwalk/tooling/catalog/source.mjs';
import type { Class, Decorator, Field, Method, Parameter } from './source.js';

export function classOf(node: SyntaxNode): Class {
  const clauses: SyntaxNode[] = node.heritageClauses ?? [];
  const named = (kind: SyntaxNode): string[] =>
    clauses
      .filter((clause) => clause.token === kind)
      .flatMap((clause) => clause.types.map((type: SyntaxNode) => type.expression.getText()));
  const constructor = node.members.find(ts.isConstructorDeclaration);
  return {
    name: node.name?.text ?? '',
    line: lineOf(node.name ?? node),
    abstract: has(node, ts.SyntaxKind.AbstractKeyword),
    extends: named(ts.SyntaxKind.ExtendsKeyword)[0] ?? null,
    implements: named(ts.SyntaxKind.ImplementsKeyword),
    decorators: decoratorsOf(node),
    parameters: constructor?.parameters.map(parameterOf) ?? null,
    fields: node.members.filter(ts.isPropertyDeclaration).map(fieldOf),
    methods: node.members
      .filter((member: SyntaxNode) => ts.isMethodDeclaration(member) || ts.isAccessor(member))
      .map(methodOf),
  };
}

const decoratorsOf = (node: SyntaxNode): Decorator[] =>
  (ts.getDecorators(node) ?? []).map((decorator: SyntaxNode) => {
    const called = ts.isCallExpression(decorator.expression) ? decorator.expression : null;
    return {
      name: (called?.expression ?? decorator.expression).getText(),
      line: lineOf(decorator),
      arguments: called?.arguments.map((argument: SyntaxNode) => argument.getText()) ?? [],
    };
  });

const parameterOf = (node: SyntaxNode): Parameter => ({
  name: node.name.getText(),
  line: lineOf(node),
  type: /^[A-Za-z_$][\w$]*/.exec(node.type?.getText() ?? '')?.[0] ?? null,
  decorators: decoratorsOf(node).map(({ name }) => name),
});

function fieldOf(node: SyntaxNode): Field {
  const value = ts.isAsExpression(node.initializer ?? node) ? node.initializer.expression : node.initializer;
  return {
    name: node.name.getText(),
    static: has(node, ts.SyntaxKind.StaticKeyword),
    literal: value !== undefined && ts.isStringLiteralLike(value) ? value.text : null,
  };
}

const mutators = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'set',
  'add',
  'delete',
  'clear',
]);

function methodOf(node: SyntaxNode): Method {
  const changes: string[] = [];
  const calls: string[] = [];
  const ownField = (target: SyntaxNode): string | null => {
    let at = target;
    while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
      if (at.expression.kind === ts.SyntaxKind.ThisKeyword) return at.name?.text ?? null;
      at = at.expression;
    }
    return null;
  };
  const note = (target: SyntaxNode) => {
    const field = ownField(target);
    if (field !== null) changes.push(field);
  };
  walk(node, (inner) => {
    if (ts.isBinaryExpression(inner) && assigns(inner.operatorToken.kind)) note(inner.left);
    else if (ts.isPrefixUnaryExpression(inner) || ts.isPostfixUnaryExpression(inner)) {
      if ([ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(inner.operator))
        note(inner.operand);
    } else if (ts.isDeleteExpression(inner)) note(inner.expression);
    else if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
      const { expression, name } = inner.expression;
      if (expression.kind === ts.SyntaxKind.ThisKeyword) calls.push(name.text);
      else if (mutators.has(name.text)) note(expression);
    }
  });
  const hidden = has(node, ts.SyntaxKind.PrivateKeyword) || node.name.getText().startsWith('#');
  return {
    name: node.name.getText(),
    line: lineOf(node.name),
    static: has(node, ts.SyntaxKind.StaticKeyword),
    visibility: hidden ? 'private' : has(node, ts.SyntaxKind.ProtectedKeyword) ? 'protected' : 'public',
    async: has(node, ts.SyntaxKind.AsyncKeyword),
    accessor: ts.isAccessor(node),
    returns: node.type?.getText() ?? '',
    decorators: decoratorsOf(node),
    changes,
    calls,
  };
}

const assigns = (kind: number): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

export const has = (node: SyntaxNode, kind: SyntaxNode): boolean =>
  node.modifiers?.some((modifier: SyntaxNode) => modifier.kind === kind) === true;
