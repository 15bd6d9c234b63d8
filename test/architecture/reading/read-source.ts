import { lineOf, ts, walk, type SyntaxNode } from '@boardwalk/tooling/catalog/source.mjs';
import { classOf, has } from './read-class.js';
import type { Call, Class, Construction, Declared, Import, ImportedName, Source, Text } from './source.js';

export function readSource(file: string, text: string): Source {
  const root: SyntaxNode = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const classes: Class[] = [];
  const texts: Text[] = [];
  const calls: Call[] = [];
  const constructions: Construction[] = [];
  const anys: number[] = [];
  walk(root, (node) => {
    const imported = importOf(node);
    if (imported !== null) imports.push(imported);
    else if (ts.isClassDeclaration(node) || ts.isClassExpression(node)) classes.push(classOf(node));
    else if (ts.isCallExpression(node)) calls.push(callOf(node));
    else if (ts.isNewExpression(node)) constructions.push(constructionOf(node));
    else if (node.kind === ts.SyntaxKind.AnyKeyword) anys.push(lineOf(node));
    const said = textOf(node);
    if (said !== null) texts.push(said);
  });
  return {
    file,
    lines: text === '' ? 0 : text.replace(/\n$/, '').split('\n').length,
    imports,
    classes,
    texts,
    calls,
    constructions,
    anys,
    ...declarations(root),
  };
}

function importOf(node: SyntaxNode): Import | null {
  const line = () => lineOf(node);
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    const names = clause === undefined ? [] : namesOf(clause);
    const typeOnly = clause?.isTypeOnly === true || (names.length > 0 && names.every((one) => one.typeOnly));
    return { specifier: node.moduleSpecifier.text, line: line(), typeOnly, names };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const names = ts.isNamedExports(node.exportClause ?? node)
      ? elementsOf(node.exportClause, node.isTypeOnly)
      : [{ name: '*', local: '*', typeOnly: node.isTypeOnly }];
    return { specifier: node.moduleSpecifier.text, line: line(), typeOnly: node.isTypeOnly, names };
  }
  if (ts.isImportTypeNode(node)) {
    const name = node.qualifier?.getText() ?? '*';
    const names = [{ name, local: name, typeOnly: true }];
    return { specifier: node.argument.literal.text, line: line(), typeOnly: true, names };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const target = node.arguments[0];
    if (target === undefined || !ts.isStringLiteralLike(target)) return null;
    const names = [{ name: '*', local: '*', typeOnly: false }];
    return { specifier: target.text, line: line(), typeOnly: false, names };
  }
  return null;
}

function namesOf(clause: SyntaxNode): ImportedName[] {
  const typeOnly: boolean = clause.isTypeOnly;
  const own =
    clause.name === undefined ? [] : [{ name: 'default', local: String(clause.name.text), typeOnly }];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return own;
  if (ts.isNamespaceImport(bindings)) return [...own, { name: '*', local: bindings.name.text, typeOnly }];
  return [...own, ...elementsOf(bindings, typeOnly)];
}

const elementsOf = (list: SyntaxNode, typeOnly: boolean): ImportedName[] =>
  list.elements.map((element: SyntaxNode) => ({
    name: (element.propertyName ?? element.name).text,
    local: element.name.text,
    typeOnly: typeOnly || element.isTypeOnly,
  }));

function callOf(node: SyntaxNode): Call {
  return {
    callee: node.expression.getText().replaceAll(/\s+/g, ''),
    line: lineOf(node),
    arguments: node.arguments.map((one: SyntaxNode) => (ts.isStringLiteralLike(one) ? one.text : null)),
  };
}

function constructionOf(node: SyntaxNode): Construction {
  const first = node.arguments?.[0];
  const spreads: SyntaxNode[] =
    first !== undefined && ts.isObjectLiteralExpression(first)
      ? first.properties.filter(ts.isSpreadAssignment)
      : [];
  return {
    class: node.expression.getText(),
    line: lineOf(node),
    argumentCount: node.arguments?.length ?? 0,
    uncheckedSpreads: spreads.filter(({ expression }) => isUnchecked(expression)).map(lineOf),
  };
}

/** Whether a spread value is, or may be, a literal whose field names nothing is compared with. */
function isUnchecked(node: SyntaxNode): boolean {
  if (ts.isObjectLiteralExpression(node)) return node.properties.length > 0;
  if (ts.isParenthesizedExpression(node)) return isUnchecked(node.expression);
  if (ts.isConditionalExpression(node)) return isUnchecked(node.whenTrue) || isUnchecked(node.whenFalse);
  return ts.isBinaryExpression(node) && isUnchecked(node.right);
}

function textOf(node: SyntaxNode): Text | null {
  if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    const parts: SyntaxNode[] = node.templateSpans ?? [];
    const text = [node.head?.text ?? node.text, ...parts.map((span) => span.literal.text)].join('…');
    const tagged = ts.isTaggedTemplateExpression(node.parent) ? node.parent.tag.getText() : null;
    return { text, line: lineOf(node), tag: tagged };
  }
  return ts.isStringLiteral(node) ? { text: node.text, line: lineOf(node), tag: null } : null;
}

function declarations(root: SyntaxNode) {
  const declared = new Map<string, Declared>();
  const unions = new Map<string, readonly string[]>();
  const interfaces = new Map<string, readonly string[]>();
  const exports: string[] = [];
  let defaultExport: number | null = null;
  const declare = (node: SyntaxNode, name: string, kind: Declared) => {
    declared.set(name, kind);
    if (has(node, ts.SyntaxKind.ExportKeyword)) exports.push(name);
  };
  for (const node of root.statements) {
    if (ts.isExportAssignment(node) || has(node, ts.SyntaxKind.DefaultKeyword)) defaultExport = lineOf(node);
    if (ts.isExportDeclaration(node) && node.exportClause !== undefined)
      exports.push(
        ...(ts.isNamedExports(node.exportClause) ? elementsOf(node.exportClause, false) : []).map(
          ({ local }) => local,
        ),
      );
    else if (ts.isExportDeclaration(node)) exports.push('*');
    if (ts.isClassDeclaration(node) && node.name !== undefined)
      declare(node, node.name.text, has(node, ts.SyntaxKind.AbstractKeyword) ? 'abstract class' : 'class');
    else if (ts.isFunctionDeclaration(node) && node.name !== undefined)
      declare(node, node.name.text, 'function');
    else if (ts.isEnumDeclaration(node)) declare(node, node.name.text, 'value');
    else if (ts.isTypeAliasDeclaration(node)) {
      declare(node, node.name.text, 'type');
      const members: SyntaxNode[] = ts.isUnionTypeNode(node.type) ? node.type.types : [node.type];
      unions.set(
        node.name.text,
        members.map((member) => member.getText()),
      );
    } else if (ts.isInterfaceDeclaration(node)) {
      declare(node, node.name.text, 'type');
      interfaces.set(
        node.name.text,
        node.members.map((member: SyntaxNode) => member.name?.text ?? ''),
      );
    } else if (ts.isVariableStatement(node))
      for (const { name, initializer } of node.declarationList.declarations)
        declare(node, name.getText(), isFunction(initializer) ? 'function' : 'value');
  }
  return { declared, unions, interfaces, exports, defaultExport };
}

const isFunction = (node?: SyntaxNode): boolean =>
  node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
