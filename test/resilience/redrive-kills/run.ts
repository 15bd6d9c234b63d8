/**
 * Redrives many dead letters with a limit of the rate, and kills the platform in the middle: are the counts of the database, the
 * API, the command line and the metrics equal, and is each delivery set going once?
 *
 *     npm run redrive-kills -- --letters 100000 --rate 2000 --kills 5
 */
import { scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { agree } from './counts.ts';
import { disturbedRedrive } from './disturbed-redrive.ts';

const { values } = scriptOptions('npm run redrive-kills', {
  letters: whole(1, 100_000),
  rate: whole(1, 2_000),
  kills: whole(0, 5),
});
const { letters } = values;
const print = (line: string) => void process.stdout.write(`${line}\n`);
const { resting, ended, wrong, killedAt, seconds } = await disturbedRedrive(values, print);
const holds =
  agree(resting) &&
  agree(ended) &&
  ended.redriven.database === letters &&
  wrong.redrives + wrong.effects === 0;
print(
  `killed at ${killedAt.join(', ')}; ${seconds.toFixed(0)} s, ${Math.round(letters / seconds)} per second`,
);
print(`set going other than once: ${wrong.redrives}; effects other than once: ${wrong.effects}`);
print(holds ? 'All counts are equal, and each was redriven once.' : 'Something does not add up.');
process.exitCode = holds ? 0 : 1;
