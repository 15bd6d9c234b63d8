// What a TypeScript or JavaScript file says, as plain data: the rules look at this and never at a syntax tree.

export interface ImportedName {
  /** As its home exports it; `*` for everything. */
  readonly name: string;
  readonly local: string;
  readonly typeOnly: boolean;
}

/** One `import … from`, `export … from`, `import('…')` or `import('…').Type`. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
  readonly names: readonly ImportedName[];
}

export interface Decorator {
  readonly name: string;
  readonly line: number;
  /** Text of each argument. */
  readonly arguments: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly line: number;
  /** The identifier that its type begins with; null when it has none. */
  readonly type: string | null;
  readonly decorators: readonly string[];
}

export interface Field {
  readonly name: string;
  readonly static: boolean;
  /** What it is set to, when that is a string. */
  readonly literal: string | null;
}

export interface Method {
  readonly name: string;
  readonly line: number;
  readonly static: boolean;
  readonly visibility: 'public' | 'protected' | 'private';
  readonly async: boolean;
  readonly accessor: boolean;
  /** Text of the declared type. */
  readonly returns: string;
  readonly decorators: readonly Decorator[];
  /** Fields of `this` that it writes to or calls a mutating method of. */
  readonly changes: readonly string[];
  /** Methods of `this` that it calls. */
  readonly calls: readonly string[];
}

export interface Class {
  readonly name: string;
  readonly line: number;
  readonly abstract: boolean;
  readonly extends: string | null;
  readonly implements: readonly string[];
  readonly decorators: readonly Decorator[];
  /** Null when it inherits its constructor. */
  readonly parameters: readonly Parameter[] | null;
  readonly fields: readonly Field[];
  readonly methods: readonly Method[];
}

/** A text in the code: a literal, or a template with `…` for what is filled in. */
export interface Text {
  readonly text: string;
  readonly line: number;
  /** Of a tagged template: `sql`. */
  readonly tag: string | null;
}

export interface Call {
  /** `Date.now`, `this.bus.execute` */
  readonly callee: string;
  readonly line: number;
  /** Texts of string arguments; null for the others. */
  readonly arguments: readonly (string | null)[];
}

/** `new Thing({ a, ...b })` */
export interface Construction {
  readonly class: string;
  readonly line: number;
  readonly argumentCount: number;
  /** Lines of spreads that put a literal's fields in without having them checked against a type. */
  readonly uncheckedSpreads: readonly number[];
}

export type Declared = 'abstract class' | 'class' | 'function' | 'value' | 'type';

export interface Source {
  readonly file: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly classes: readonly Class[];
  readonly texts: readonly Text[];
  readonly calls: readonly Call[];
  readonly constructions: readonly Construction[];
  /** Top-level declarations by name. */
  readonly declared: ReadonlyMap<string, Declared>;
  /** Names in the unions that `type X = A | B` declares. */
  readonly unions: ReadonlyMap<string, readonly string[]>;
  /** Names of the members that an interface declares. */
  readonly interfaces: ReadonlyMap<string, readonly string[]>;
  readonly exports: readonly string[];
  readonly defaultExport: number | null;
  /** Lines on which the type `any` stands. */
  readonly anys: readonly number[];
}
