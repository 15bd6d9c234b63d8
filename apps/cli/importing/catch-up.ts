import { CliError, exitCode, Interrupted } from '../exit.js';
import type { Consumers } from '../platform/operator.js';
import type { Session } from '../session.js';
import { counted, duration } from '../terminal/text.js';
import type { Patience } from './patience.js';

export interface CaughtUp {
  readonly subscriptions: number;
  /** How long it took after the last line was taken. */
  readonly seconds: number;
  readonly deadLetters: number;
}

const pace = 200;

/** Waits until every subscription has come to the end of the log and nothing is left to be tried again. */
export async function catchUp(
  patience: Patience,
  { time, signal }: Pick<Session, 'time' | 'signal'>,
  longest: number,
  onLook: (behind: number) => void,
): Promise<CaughtUp> {
  const since = time.now();
  for (;;) {
    const { subscriptions } = await patience.until((api) => api.get<Consumers>('operator/consumers'));
    const busy = subscriptions.filter(({ lag, retrying }) => (lag ?? 0) + retrying > 0);
    if (busy.length === 0) {
      return {
        subscriptions: subscriptions.length,
        seconds: (time.now() - since) / 1000,
        deadLetters: subscriptions.reduce((sum, { dead }) => sum + dead, 0),
      };
    }
    onLook(busy.reduce((sum, { lag, retrying }) => sum + (lag ?? 0) + retrying, 0));
    if (time.now() - since > longest) throw late(busy, longest);
    await time.pause(pace, signal);
    if (signal.aborted) throw new Interrupted();
  }
}

function late(busy: Consumers['subscriptions'], longest: number): CliError {
  const lines = busy.map(
    ({ name, lag, retrying, owner }) =>
      `${name}: ${counted(lag ?? 0, 'fact')} behind, ${retrying} to be retried${owner === null ? ', and no process delivers to it' : ''}`,
  );
  return new CliError(
    exitCode.timeout,
    `Every line was taken, but not every subscription has caught up within ${duration(longest)}.`,
    lines.join('\n'),
    'It goes on without this program. boardwalk doctor tells more; --wait SECONDS waits longer, --no-wait not at all.',
  );
}
