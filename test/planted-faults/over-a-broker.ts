/**
 * Plants the known defects of messaging one after another while facts travel over a broker, and shows that a siege of real
 * processes catches them; the untouched build passes it. Two are left to the simulation and to months of simulated retention: in a
 * siege all processes have one clock, and nothing gets old.
 *
 * Where a blow falls is up to the machine, and several defects only show when it falls in one narrow place. So a defect that a siege
 * does not meet is given others. With --only the untouched build is left out.
 *
 *     npm run planted-faults:broker -- --transport kafka [--facts 3000 --seed 1 --sieges 3 --only NAME]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { oneOf, scriptOptions, text, whole } from '@boardwalk/tooling/script-options.mjs';
import { carrierNames } from '../servers/carriers.ts';
import { faults } from './faults.ts';

const { values } = scriptOptions('npm run planted-faults:broker', {
  transport: oneOf(carrierNames, 'redis-streams'),
  facts: whole(1, 3_000),
  seed: whole(0, 1),
  sieges: whole(1, 3),
  only: text('NAME'),
});
const siege = fileURLToPath(new URL('../resilience/chaos/run.ts', import.meta.url));
const blows = '--kills 9 --freezes 6 --restarts 2 --broker-restarts 2 --wipes 1 --minutes 4'.split(' ');
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** What is not as promised, first of all of the invariants: how soon things go on is another matter. */
async function brokenIn(fault: string | undefined, seed: number): Promise<readonly string[]> {
  const { transport, facts } = values;
  const given = ['--transport', transport, '--facts', String(facts), '--seed', String(seed), ...blows];
  const child = spawn(
    process.execPath,
    [siege, ...given, ...(fault === undefined ? [] : ['--plant', fault])],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  await once(child, 'close');
  const verdicts = [...said.matchAll(/^ {2}(holds|BROKEN) +(.*)$/gm)];
  if (verdicts.length === 0)
    throw new Error(`The siege with "${fault ?? 'nothing'}" planted did not end:\n${said}`);
  return verdicts.flatMap(([, how, what = '']) =>
    how === 'BROKEN' && /^(I\d+|siege|dead letters) /.test(what) ? [what] : [],
  );
}

const clean = values.only === undefined ? await brokenIn(undefined, values.seed) : [];
if (values.only === undefined)
  print(clean.length === 0 ? 'the untouched build holds' : `the untouched build is BROKEN: ${clean[0]}`);
const unseen = ['lease by application clock', 'partition dropped too early'];
let caught = 0;
const planted = faults.filter(
  ({ name }) => !unseen.includes(name) && (values.only === undefined || name === values.only),
);
for (const { name, story } of planted) {
  let found: string | undefined;
  let sieges = 0;
  while (found === undefined && sieges < values.sieges) {
    [found] = await brokenIn(name, values.seed + sieges);
    sieges += 1;
  }
  if (found !== undefined) caught += 1;
  const inSieges = sieges === 1 ? '' : `, in siege ${sieges}`;
  print(
    `${found === undefined ? 'MISSED' : `caught${inSieges}`}  ${name}\n        ${story}\n        ${found ?? 'nothing'}`,
  );
}
print(`\n${caught} of ${planted.length} planted faults caught over ${values.transport}`);
process.exitCode = clean.length === 0 && caught === planted.length ? 0 : 1;
