/** A variable that nothing reads, and the one that was probably meant. */
export interface Misspelt {
  readonly variable: string;
  readonly meant: string;
}

/** From this many letters on two slips are one word; in a shorter one they are another word. */
const longEnoughForTwo = 8;

/**
 * Variables of the environment whose names are nearly those of ours. Most of an environment is for others, and none of it is
 * refused.
 * @param known every name that something of ours reads
 */
export function misspeltIn(env: NodeJS.ProcessEnv, known: readonly string[]): Misspelt[] {
  const strangers = Object.keys(env).filter(
    (name) => /^[A-Z][A-Z0-9_]*$/.test(name) && !known.includes(name),
  );
  return strangers.sort().flatMap((variable) => {
    const [nearest] = known
      .map((meant) => ({ meant, slips: slipsBetween(variable, meant) }))
      .filter(({ meant, slips }) => slips <= (meant.length < longEnoughForTwo ? 1 : 2))
      .sort((one, other) => one.slips - other.slips);
    return nearest === undefined ? [] : [{ variable, meant: nearest.meant }];
  });
}

/** Letters that are missing, too many, others, or changed places with their neighbours. */
function slipsBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Number.POSITIVE_INFINITY;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const differs = one[row - 1] === other[column - 1] ? 0 : 1;
      const ways = [at(last, column) + 1, at(next, column - 1) + 1, at(last, column - 1) + differs];
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        ways.push(at(before, column - 2) + 1);
      next.push(Math.min(...ways));
    }
    [before, last] = [last, next];
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
