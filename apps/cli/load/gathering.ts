import { CliError, exitCode } from '../exit.js';
import { found, signIn, signUp } from './joining.js';
import { publish } from './publishing.js';
import { Ended } from './stage.js';
import type { Traffic } from './traffic.js';

/** People who come at once: hashing passwords costs a platform much. */
const width = 2;

/** The people who are there before anything is measured: each with an address that is proved, a key, a collective and a version. */
export async function gather(
  traffic: Traffic,
  people: number,
  stop: AbortSignal,
  onPerson: (share: number, text: string) => void,
): Promise<void> {
  const { stage } = traffic;
  let begun = 0;
  const one = async () => {
    while (begun < people && !stop.aborted) {
      begun += 1;
      const person = await signUp(stage);
      await signIn(stage, person);
      const author = stage.crowd.authors.find(({ userId }) => userId === person.userId) ?? null;
      await found(stage, author);
      await publish(stage, author);
      onPerson(
        stage.crowd.people.length / people,
        `${stage.crowd.people.length} of ${people} people have come`,
      );
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
