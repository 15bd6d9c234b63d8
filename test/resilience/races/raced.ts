import { Arena } from './arena.ts';
import type { Race } from './races.ts';

export interface Raced {
  readonly name: string;
  readonly rounds: number;
  /** Rounds that had no winner, or more than one. */
  readonly wrong: readonly string[];
}

/** Every race so many times, in one arena. */
export function raced(
  races: readonly Race[],
  rounds: number,
  report: (line: string) => void,
): Promise<readonly Raced[]> {
  return Arena.with(async (arena) => {
    const outcomes: Raced[] = [];
    for (const { name, prepare } of races) {
      const startedAt = performance.now();
      const round = await prepare(arena);
      const wrong: string[] = [];
      for (let number = 1; number <= rounds; number += 1) {
        const { winners, told } = await round(number);
        if (winners !== 1) wrong.push(`round ${number}: ${winners} winners: ${told}`);
      }
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
      report(
        wrong.length === 0
          ? `holds   ${name}: one winner in each of ${rounds} rounds (${seconds} s)`
          : `BROKEN  ${name}: ${wrong.length} of ${rounds} rounds (${seconds} s)\n        ${wrong.slice(0, 3).join('\n        ')}`,
      );
      outcomes.push({ name, rounds, wrong });
    }
    return outcomes;
  });
}
