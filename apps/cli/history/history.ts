import { type Collective, castOf, type Extension, type Size } from './cast.js';
import { Chance } from './chance.js';
import { kinds, platforms } from './words.js';

export interface HistoryOptions extends Size {
  readonly seed: number;
  readonly lines: number;
}

/** One publication, with the fields of a line in the order of a line. */
export interface HistoryLine {
  readonly publishedAt: string;
  readonly name: string;
  readonly version: string;
  readonly author: string;
  readonly channel: 'stable';
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  readonly contents: Readonly<Record<string, number>>;
  readonly dependencies: readonly string[];
}

interface Turn {
  readonly extension: Extension;
  readonly author: string;
}

const beginning = Date.UTC(2026, 0, 5, 9);
const linesPerDay = 120;
const dayMs = 86_400_000;

/**
 * A made-up history of publications, line by line in the order of time. The same options give the same text. With at
 * least as many lines as authors and extensions together, each of them occurs.
 */
export function* historyOf(options: HistoryOptions): Generator<HistoryLine> {
  const chance = new Chance(options.seed);
  const cast = castOf(chance, options);
  const all = cast.flatMap(({ extensions }) => extensions);
  const firsts = firstTurns(chance, cast);
  const micros = new Map<string, { day: string; micro: number }>();
  const perLine = dayMs / linesPerDay;
  let time = beginning;
  for (let line = 0; line < options.lines; line += 1) {
    // Publications come in bursts, as tools make them.
    if (chance.happens(0.4)) time = Math.max(time, beginning + line * perLine + chance.whole(perLine));
    const { extension, author } = nextTurn(chance, firsts, all, options.lines - line);
    const publishedAt = new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');
    yield {
      publishedAt,
      name: extension.name,
      version: versionOf(micros, extension.name, publishedAt.slice(0, 10)),
      author,
      channel: 'stable',
      platforms: chance.happens(0.02) ? platforms.filter(() => chance.happens(0.5)) : [],
      labels: extension.labels,
      contents: { [chance.of(kinds, 3)]: 1 + chance.whole(12) },
      dependencies: chance.happens(0.01) ? [chance.of(all).name] : [],
    };
  }
}

/** What must happen once, so that everybody and everything occurs. */
function firstTurns(chance: Chance, cast: readonly Collective[]): Turn[] {
  const turns: Turn[] = [];
  for (const { authors, extensions } of cast) {
    const idle = new Set(authors);
    for (const extension of extensions) {
      const [author = ''] = extension.authors;
      idle.delete(author);
      turns.push({ extension, author });
    }
    for (const author of idle) turns.push({ extension: chance.of(extensions), author });
  }
  for (let at = turns.length - 1; at > 0; at -= 1) {
    const other = chance.whole(at + 1);
    [turns[at], turns[other]] = [turns[other] as Turn, turns[at] as Turn];
  }
  return turns;
}

/** Newcomers come early, and in time. */
function nextTurn(chance: Chance, firsts: Turn[], all: readonly Extension[], linesLeft: number): Turn {
  if (chance.happens((firsts.length * 2) / linesLeft)) {
    const first = firsts.pop();
    if (first !== undefined) return first;
  }
  const extension = chance.of(all, 2);
  return { extension, author: chance.of(extension.authors, 3) };
}

function versionOf(micros: Map<string, { day: string; micro: number }>, name: string, day: string): string {
  const last = micros.get(name);
  const micro = last?.day === day ? last.micro + 1 : 1;
  micros.set(name, { day, micro });
  return `${day.replaceAll('-', '.')}.${micro}`;
}
