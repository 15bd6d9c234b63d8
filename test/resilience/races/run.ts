/**
 * What must not happen twice is asked of two processes at the same time, again and again: does one win each time, and no more?
 *
 *     npm run races -- [--rounds 200] [--only "last owner"]
 */
import { oneOf, scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { raced } from './raced.ts';
import { races } from './races.ts';

const { values } = scriptOptions('npm run races', {
  rounds: whole(1, 200),
  only: oneOf(races.map(({ name }) => name)),
});
const print = (line: string) => void process.stdout.write(`${line}\n`);
const chosen = races.filter(({ name }) => values.only === undefined || name === values.only);
const outcomes = await raced(chosen, values.rounds, print);
process.exitCode = outcomes.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
