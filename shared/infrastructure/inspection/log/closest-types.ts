import { everyContract } from '@boardwalk/integration-events';

/** The types of contracts that are written most like a text, the closest first. */
export function closestTypes(text: string, most = 3): string[] {
  return everyContract
    .map(({ type }) => ({ type, likeness: likenessOf(text, type) }))
    .toSorted((one, other) => other.likeness - one.likeness)
    .slice(0, most)
    .map(({ type }) => type);
}

/** The share of pairs of letters that two texts have in common: 1 when they are alike, 0 when they share none. */
function likenessOf(one: string, other: string): number {
  const [ours, theirs] = [pairsOf(one), pairsOf(other)];
  const common = [...ours].filter((pair) => theirs.has(pair)).length;
  return (2 * common) / (ours.size + theirs.size);
}

const pairsOf = (text: string): ReadonlySet<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
