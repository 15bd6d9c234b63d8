import { isCollection, isMap, isPair, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

/** A place in a file: keys from its top. */
export type Path = readonly [string, ...string[]];

/**
 * A YAML file that is changed a few lines at a time, so that everything else stays as somebody wrote it, comments and spaces
 * included. Each change gives a new one; a `SyntaxError` says what was looked for and is not there.
 */
export class YamlText {
  private readonly document;

  /** @throws {SyntaxError} */
  constructor(readonly text: string) {
    this.document = parseDocument(text, { merge: true });
    const [error] = this.document.errors;
    if (error !== undefined) throw new SyntaxError(error.message.split('\n', 1)[0]);
  }

  /** What it says, aliases and merged keys resolved. */
  get data(): unknown {
    return this.document.toJS();
  }

  /** Whether the key itself stands there, not only in what is merged into the place. */
  has(path: Path): boolean {
    const map = this.document.getIn(path.slice(0, -1), true);
    return isMap(map) && pairIn(map, path) !== undefined;
  }

  /** @param value as it stands in the file, on one line; empty for a key without one */
  set(path: Path, value: string): YamlText {
    const map = this.mapAt(path);
    const pair = pairIn(map, path);
    const line = (column: number) => `${' '.repeat(column)}${path.at(-1)}:${value && ` ${value}`}\n`;
    if (pair === undefined) {
      const last = map.items.at(-1);
      if (last === undefined) throw new SyntaxError(`${path.slice(0, -1).join('.')} with keys`);
      return this.spliced(this.endOf(last), this.endOf(last), line(this.columnOf(last)));
    }
    const [start, end] = isScalar(pair.value) ? (pair.value.range ?? [0, 0]) : [0, 0];
    // What stands behind it on its line stays.
    if (end > start && !this.text.slice(start, end).includes('\n')) return this.spliced(start, end, value);
    return this.spliced(this.startOf(pair), this.endOf(pair), line(this.columnOf(pair)));
  }

  remove(path: Path): YamlText {
    const pair = this.pairAt(path);
    const start = this.startOf(pair);
    return this.spliced(this.text.endsWith('\n\n', start) ? start - 1 : start, this.endOf(pair), '');
  }

  /** The same under another name, behind it. */
  copy(path: Path, name: string): YamlText {
    const pair = this.pairAt(path);
    if (isCollection(pair.value) && pair.value.anchor !== undefined)
      throw new SyntaxError(`${path.join('.')} without an anchor`);
    const [start, end] = [this.startOf(pair), this.endOf(pair)];
    const [keyStart, keyEnd] = rangeOf(pair.key);
    const copied = this.text.slice(start, keyStart) + name + this.text.slice(keyEnd, end);
    return this.spliced(end, end, `\n${copied}`);
  }

  private mapAt(path: Path): YAMLMap {
    const map = path.length === 1 ? this.document.contents : this.document.getIn(path.slice(0, -1), true);
    if (isMap(map) && map.flow !== true) return map;
    throw new SyntaxError(`${path.slice(0, -1).join('.')} with a key a line`);
  }

  private pairAt(path: Path): Pair {
    const pair = pairIn(this.mapAt(path), path);
    if (pair !== undefined) return pair;
    throw new SyntaxError(path.join('.'));
  }

  private startOf({ key }: Pair): number {
    return this.text.lastIndexOf('\n', rangeOf(key)[0] - 1) + 1;
  }

  private columnOf(pair: Pair): number {
    return rangeOf(pair.key)[0] - this.startOf(pair);
  }

  /** Behind the last line of it. */
  private endOf(pair: Pair): number {
    const end = lastOf(pair);
    if (this.text.charAt(end - 1) === '\n') return end;
    const newline = this.text.indexOf('\n', end);
    return newline < 0 ? this.text.length : newline + 1;
  }

  private spliced(start: number, end: number, inserted: string): YamlText {
    const head = this.text.slice(0, start);
    const gap = head === '' || head.endsWith('\n') || !inserted.endsWith('\n') ? '' : '\n';
    return new YamlText(head + gap + inserted + this.text.slice(end));
  }
}

function pairIn(map: YAMLMap, path: Path): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
}

/** A collection that spans lines ends where its last item does: comments and empty lines below it are not its own. */
function lastOf(item: unknown): number {
  if (isPair(item)) {
    const isEmpty = item.value === null || (isScalar(item.value) && item.value.source === '');
    return isEmpty ? rangeOf(item.key)[1] : lastOf(item.value);
  }
  if (isCollection(item) && item.flow !== true && item.items.length > 0) return lastOf(item.items.at(-1));
  return rangeOf(item)[1];
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = isScalar(node) || isCollection(node) ? node.range : (node as { range?: unknown }).range;
  if (!Array.isArray(range)) throw new SyntaxError('a place in the text for each key and value');
  return [Number(range[0]), Number(range[1])];
}
