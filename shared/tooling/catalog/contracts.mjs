import { docOf, filesBelow, hasModifier, lineOf, parse, pascal, tagsOf, ts } from './source.mjs';

/** @typedef {import('./source.mjs').SyntaxNode} SyntaxNode */
/** @typedef {{ file: string, line: number, rule: string, message: string }} Violation */
/**
 * @typedef {object} Field
 * @property {string} name
 * @property {boolean} optional
 * @property {string} doc
 * @property {string} typeText
 * @property {number} line
 * @property {string | undefined} personal the field that says whose key encrypts this one
 * @property {string | undefined} secret likewise, for what must not live long
 */
/**
 * @typedef {object} Contract
 * @property {string} file
 * @property {number} line
 * @property {string} className
 * @property {string} type
 * @property {number} typeLine
 * @property {string} context the folder it lies in
 * @property {string} tail of the wire type, without context and version
 * @property {number} version
 * @property {string} key
 * @property {number} keyLine
 * @property {string} doc
 * @property {string} track
 * @property {string} visibility
 * @property {boolean} external
 * @property {Field[]} fields
 * @property {Violation[]} violations what the reader could not accept as a plain contract
 */

const folder = 'shared/integration-events';
const suffix = '.integration-event.ts';
const wireType = /^(?<context>[a-z][a-z0-9-]*)\.(?<tail>[a-z][a-z0-9-]*)\.v(?<version>[1-9][0-9]*)$/;

/**
 * Every contract of the project.
 * @param {string} root
 * @returns {Contract[]}
 */
export function readContracts(root) {
  return filesBelow(root, folder, (name) => name.endsWith(suffix)).map((file) => readContract(root, file));
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {Contract}
 */
function readContract(root, file) {
  const source = parse(root, file);
  const classes = source.statements.filter(ts.isClassDeclaration);
  const declared = classes[0];
  /** @type {Violation[]} */
  const violations = [];
  /** @type {(node: SyntaxNode, message: string) => void} */
  const refuse = (node, message) =>
    violations.push({ file, line: node === source ? 1 : lineOf(node), rule: 'CONTRACT_PLAIN', message });
  const context = file.split('/').at(-2) ?? '';
  if (classes.length !== 1)
    refuse(source, `a contract's file holds exactly one class, this one ${classes.length}`);
  for (const statement of source.statements) checkStatement(statement, refuse);
  if (declared === undefined) return empty(file, context, violations);

  if (declared.heritageClauses !== undefined)
    refuse(declared, 'a contract has no base class and implements nothing');
  for (const decorator of ts.getDecorators(declared) ?? [])
    refuse(decorator, 'a contract carries no decorator');
  const tags = tagsOf(declared);
  const type = staticLiteral(declared, 'type');
  const key = staticLiteral(declared, 'key');
  const parts = wireType.exec(type.value)?.groups;
  return {
    file,
    line: lineOf(declared.name ?? declared),
    className: declared.name?.text ?? '',
    type: type.value,
    typeLine: type.line,
    context,
    tail: parts?.['tail'] ?? '',
    version: Number(parts?.['version'] ?? 0),
    key: key.value,
    keyLine: key.line,
    doc: docOf(declared),
    track: tags.find((tag) => tag.name === 'track')?.text ?? '',
    visibility: tags.find((tag) => tag.name === 'public')?.text ?? '',
    external: tags.some((tag) => tag.name === 'external'),
    fields: declared.members.flatMap((/** @type {SyntaxNode} */ member) => readMember(member, refuse)),
    violations,
  };
}

/**
 * @param {SyntaxNode} statement
 * @param {(node: SyntaxNode, message: string) => void} refuse
 */
function checkStatement(statement, refuse) {
  if (ts.isClassDeclaration(statement)) return;
  if (!ts.isImportDeclaration(statement)) {
    refuse(statement, 'a contract file holds its imports and its class, nothing else');
    return;
  }
  const from = statement.moduleSpecifier.text;
  if (statement.importClause?.isTypeOnly !== true)
    refuse(statement, `imports ${from}: a contract imports nothing but types`);
  if (from !== '../contract.js')
    refuse(
      statement,
      `imports ${from}: a contract knows only ../contract.js, so that no context's own types leak through it`,
    );
}

/**
 * @param {SyntaxNode} member
 * @param {(node: SyntaxNode, message: string) => void} refuse
 * @returns {Field[]}
 */
function readMember(member, refuse) {
  for (const decorator of ts.getDecorators(member) ?? [])
    refuse(decorator, 'a contract carries no decorator');
  if (ts.isConstructorDeclaration(member)) return [];
  if (!ts.isPropertyDeclaration(member)) {
    refuse(member, 'a contract has fields and a constructor, no behaviour');
    return [];
  }
  const name = member.name.getText();
  if (!hasModifier(member, ts.SyntaxKind.ReadonlyKeyword)) refuse(member, `${name} is not readonly`);
  if (hasModifier(member, ts.SyntaxKind.StaticKeyword) || name === 'metadata') return [];
  const tags = tagsOf(member);
  return [
    {
      name,
      optional: member.questionToken !== undefined,
      doc: docOf(member),
      typeText: member.type?.getText() ?? 'unknown',
      line: lineOf(member.name),
      personal: tags.find((tag) => tag.name === 'personal')?.text,
      secret: tags.find((tag) => tag.name === 'secret')?.text,
    },
  ];
}

/**
 * @param {SyntaxNode} declared
 * @param {string} name
 * @returns {{ value: string, line: number }}
 */
function staticLiteral(declared, name) {
  for (const member of declared.members) {
    if (!ts.isPropertyDeclaration(member) || member.name.getText() !== name) continue;
    if (!hasModifier(member, ts.SyntaxKind.StaticKeyword)) continue;
    const value = member.initializer;
    return {
      value: value !== undefined && ts.isStringLiteral(value) ? value.text : '',
      line: lineOf(member),
    };
  }
  return { value: '', line: lineOf(declared) };
}

/**
 * The tail that a contract's file name announces, and the version that goes with it.
 * @param {string} file
 * @returns {{ tail: string, version: number }}
 */
export function announcedBy(file) {
  const name = (file.split('/').at(-1) ?? '').slice(0, -suffix.length);
  const versioned = /^(.+)\.v([1-9][0-9]*)$/.exec(name);
  return { tail: versioned?.[1] ?? name, version: Number(versioned?.[2] ?? 1) };
}

/**
 * `member-joined` → `MemberJoinedIntegrationEvent`; later versions carry their number.
 * @param {string} tail
 * @param {number} version
 * @returns {string}
 */
export const classNameOf = (tail, version) =>
  `${pascal(tail)}${version > 1 ? `V${version}` : ''}IntegrationEvent`;

/**
 * Contracts that are whole enough to be generated from, in the order of their wire types.
 * @param {Contract[]} contracts
 * @returns {Contract[]}
 */
export function usable(contracts) {
  return contracts
    .filter((contract) => contract.version > 0 && contract.className !== '' && contract.key !== '')
    .sort((one, other) => (one.type < other.type ? -1 : 1));
}

/**
 * @param {string} file
 * @param {string} context
 * @param {Violation[]} violations
 * @returns {Contract}
 */
function empty(file, context, violations) {
  return {
    file,
    line: 1,
    className: '',
    type: '',
    typeLine: 1,
    context,
    tail: '',
    version: 0,
    key: '',
    keyLine: 1,
    doc: '',
    track: '',
    visibility: '',
    external: false,
    fields: [],
    violations,
  };
}
