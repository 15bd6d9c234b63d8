import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Project, projectFrom } from './reading/project.js';

const folder = fileURLToPath(new URL('./fixtures', import.meta.url));

/** Small projects, each written down in one text: `-- path --`, then what the file says. */
const section = /^-- (\S+?)( \(gone\))? --$/;

interface Archive {
  readonly texts: ReadonlyMap<string, string>;
  readonly gone: readonly string[];
}

function readArchive(name: string): Archive {
  const texts = new Map<string, string[]>();
  const gone: string[] = [];
  let current: string[] = [];
  for (const line of readFileSync(join(folder, name), 'utf8').replace(/\n$/, '').split('\n')) {
    const [, path, isGone] = section.exec(line) ?? [];
    if (path === undefined) current.push(line);
    else {
      current = [];
      if (isGone === undefined) texts.set(path, current);
      else gone.push(path);
    }
  }
  return { texts: new Map([...texts].map(([path, lines]) => [path, lines.join('\n')])), gone };
}

const green = readArchive('green.txtar');

/** A project that breaks nothing. */
export const greenProject = (): Project => projectFrom(green.texts);

export interface RedFixture {
  /** The rule that it shows at work. */
  readonly rule: string;
  readonly project: Project;
  /** What must be said of it: everything, and nothing besides. */
  readonly expected: readonly string[];
}

/** The green project with some files exchanged, one of these for each rule. */
export function redFixtures(): RedFixture[] {
  return readdirSync(join(folder, 'red'))
    .sort()
    .map((name) => {
      const { texts, gone } = readArchive(`red/${name}`);
      const all = new Map([...green.texts, ...texts]);
      for (const path of [...gone, 'expected']) all.delete(path);
      const expected = (texts.get('expected') ?? '').split('\n').filter((line) => line !== '');
      return { rule: name.replace(/\.txtar$/, ''), project: projectFrom(all), expected };
    });
}
