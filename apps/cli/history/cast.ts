import type { Chance } from './chance.js';
import { crews, guilds, things } from './words.js';

export interface Collective {
  readonly slug: string;
  readonly authors: readonly string[];
  readonly extensions: Extension[];
}

export interface Extension {
  readonly name: string;
  readonly labels: readonly string[];
  /** Most of its versions are by the first one. */
  readonly authors: readonly string[];
}

export interface Size {
  readonly collectives: number;
  readonly authors: number;
  readonly extensions: number;
}

/** Who takes part: everybody belongs to one collective, everything is published by one. */
export function castOf(chance: Chance, size: Size): readonly Collective[] {
  const slugs = slugsOf(chance, size.collectives);
  const members = shares(chance, size.authors, slugs.length);
  const published = shares(chance, size.extensions, slugs.length);
  return slugs.map((slug, at) => {
    const authors = numbered(slug, members[at] ?? 1);
    const extensions = extensionsOf(chance, slug, authors, published[at] ?? 1);
    return { slug, authors, extensions };
  });
}

function slugsOf(chance: Chance, count: number): string[] {
  const slugs = new Set<string>();
  while (slugs.size < count) {
    const slug = `${chance.of(crews)}-${chance.of(guilds)}`;
    slugs.add(slugs.has(slug) ? `${slug}-${slugs.size}` : slug);
  }
  return [...slugs];
}

/** Splits a whole into so many parts, each at least 1, a few much larger than the others. */
function shares(chance: Chance, whole: number, parts: number): number[] {
  const result = Array.from({ length: parts }, () => 1);
  for (let left = whole - parts; left > 0; left -= 1) {
    const at = Math.floor(parts * chance.fraction() ** 2);
    result[at] = (result[at] ?? 0) + 1;
  }
  return result;
}

function numbered(slug: string, count: number): string[] {
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, at) => `${slug}-${String(at + 1).padStart(digits, '0')}`);
}

function extensionsOf(chance: Chance, slug: string, authors: readonly string[], count: number): Extension[] {
  const names = new Set<string>();
  const extensions: Extension[] = [];
  for (let at = 0; at < count; at += 1) {
    const words = [chance.of(things), ...(chance.happens(0.6) ? [chance.of(things)] : [])];
    const plain = `@${slug}/${words.join(chance.happens(0.1) ? '/' : '-')}`;
    const name = names.has(plain) ? `${plain}-${at}` : plain;
    names.add(name);
    // Everybody gets a turn at being the first author of something, while there is enough to publish.
    const first = authors[at % authors.length] ?? slug;
    const others = authors.length > 1 && chance.happens(0.5) ? [chance.of(authors)] : [];
    extensions.push({
      name,
      labels: [...new Set([...words, chance.of(crews)])],
      authors: [first, ...others],
    });
  }
  return extensions;
}
