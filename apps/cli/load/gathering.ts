import { CliError, exitCode } from '../exit.js';
import { found, signIn, signUp } from './joining.js';
import { publish } from './publishing.js';
import { Ended } from './stage.js';
import type { Traffic } from './traffic.js';

/** People who come at once: hashing passwords costs a platform much. */
const width = 2;

/** Refusals that pass: the platform is busy, or counts. Milliseconds until the next try. */
const passing = ['overloaded', 'service-unavailable', 'not-ready', 'too-many-requests', 'projection-behind'];
const pace = 500;

export interface Gathering {
  readonly people: number;
  /** Milliseconds that a busy platform is waited for, for each step of each person. */
  readonly patience: number;
  readonly stop: AbortSignal;
  readonly onPerson: (share: number, text: string) => void;
}

/** The people who are there before anything is measured: each with an address that is proved, a key, a collective and a version. */
export async function gather(
  traffic: Traffic,
  { people, patience, stop, onPerson }: Gathering,
): Promise<void> {
  const { stage } = traffic;
  const { crowd, time } = stage;
  let begun = 0;

  /** Each try makes names of its own, so that it is safe after one of which nobody knows what became of it. */
  const patiently = async <T>(step: () => Promise<T>): Promise<T> => {
    for (const since = time.now(); ; await time.pause(pace, stop)) {
      try {
        return await step();
      } catch (error) {
        const passes = error instanceof Ended && (error.how === 'unanswered' || passing.includes(error.why));
        if (!passes || stop.aborted || time.now() - since > patience) throw error;
      }
    }
  };
  const one = async () => {
    while (begun < people && !stop.aborted) {
      begun += 1;
      const person = await patiently(() => signUp(stage));
      await patiently(() => signIn(stage, person));
      const author = crowd.authors.find(({ userId }) => userId === person.userId) ?? null;
      await patiently(() => found(stage, author));
      await patiently(() => publish(stage, author));
      const { length } = crowd.authors;
      onPerson(length / people, `${length} of ${people} people have come`);
    }
  };
  try {
    await Promise.all(Array.from({ length: width }, one));
  } catch (error) {
    throw error instanceof Ended ? nobodyComes(error) : error;
  }
  await traffic.settled();
}

function nobodyComes({ how, why }: Ended): CliError {
  return new CliError(
    how === 'refused' ? exitCode.refused : exitCode.unreachable,
    'The people for the load could not be brought in.',
    `One of the requests that do it was ${how}: ${why}.`,
    'boardwalk doctor tells how the platform is; fewer people need fewer requests: --people 4',
  );
}
