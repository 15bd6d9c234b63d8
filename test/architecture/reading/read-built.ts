import { ts, walk, type SyntaxNode } from '@boardwalk/tooling/catalog/source.mjs';

/** What a compiled class says of its constructor: the text of each parameter's type, and which are injected by a token. */
export interface BuiltClass {
  readonly name: string;
  readonly types: readonly string[];
  readonly byToken: ReadonlySet<number>;
}

/** The classes of a compiled file whose constructors carry metadata. */
export function readBuilt(file: string, text: string): BuiltClass[] {
  const root: SyntaxNode = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: BuiltClass[] = [];
  walk(root, (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== '__decorate') return;
    const [list, target, ...more] = node.arguments;
    // Those of methods and fields go on with the member's name.
    if (more.length > 0 || list === undefined || !ts.isArrayLiteralExpression(list)) return;
    const calls: SyntaxNode[] = list.elements.filter(ts.isCallExpression);
    const types = calls.find(
      (call) => call.expression.getText() === '__metadata' && call.arguments[0]?.text === 'design:paramtypes',
    );
    const tokens = calls.filter((call) => call.expression.getText() === '__param');
    found.push({
      name: target.getText(),
      types:
        types?.arguments[1].elements.map((type: SyntaxNode) => type.getText().replaceAll(/\s+/g, ' ')) ?? [],
      byToken: new Set(tokens.map((call) => Number(call.arguments[0].text))),
    });
  });
  return found;
}
