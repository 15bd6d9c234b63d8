import { CliError, exitCode, Interrupted } from '../exit.js';
import type { Session } from '../session.js';
import { duration } from '../terminal/text.js';
import type { Outcome } from './courier.js';

export type Settled = Outcome & { readonly status: 'done' | 'repeated' | 'rejected' };

const shortestPause = 25;
const longestPause = 1_000;

/**
 * Sends what is behind again, and nothing else meanwhile, until nothing is: the order of what comes later depends on it.
 * @param longest milliseconds in which at least one item must get ahead
 */
export async function settle<Item>(
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  { time, signal }: Pick<Session, 'time' | 'signal'>,
  longest: number,
): Promise<readonly Settled[]> {
  const settled = Array.from<Settled | undefined>({ length: items.length });
  let left = items.map((item, at) => ({ item, at }));
  let since = time.now();
  let pause = shortestPause;
  while (left.length > 0) {
    const outcomes = await send(left.map(({ item }) => item));
    const behind = left.filter(({ at }, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined || outcome.status === 'behind') return true;
      settled[at] = outcome as Settled;
      return false;
    });
    if (behind.length < left.length) {
      since = time.now();
      pause = shortestPause;
    } else if (time.now() - since > longest) throw stuck(behind.length, longest);
    left = behind;
    if (left.length === 0) break;
    await time.pause(pause, signal);
    if (signal.aborted) throw new Interrupted();
    pause = Math.min(pause * 2, longestPause);
  }
  return settled.filter((outcome) => outcome !== undefined);
}

function stuck(lines: number, longest: number): CliError {
  return new CliError(
    exitCode.timeout,
    `The platform has not caught up with its own writes for ${duration(longest)}.`,
    `${lines} items wait for authors or collectives that were brought in before them.`,
    'boardwalk doctor tells which subscription stands still. Then run the same command again.',
  );
}
