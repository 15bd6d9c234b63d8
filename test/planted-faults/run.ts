/**
 * Plants the known defects of messaging one after another and shows that the simulation catches each of them, in five of five
 * stretches of schedules that the untouched build passes.
 *
 *     npm run planted-faults [-- --schedules 2000]
 */
import { scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { faults } from './faults.ts';
import { type Ground, hunted, type Verdict } from './hunt.ts';

const { values } = scriptOptions('npm run planted-faults', { schedules: whole(1, 2_000) });
const most = values.schedules;
/** Where the five stretches begin. */
const starts = [1, 2, 3, 4, 5].map((stretch) => stretch * 1_000_000);

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function verdictsOn(fault: string | undefined, ground?: Ground): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const from of starts) verdicts.push(await hunted(fault, from, most, ground));
  return verdicts;
}

const untouched = await verdictsOn(undefined);
untouched.push(...(await verdictsOn(undefined, 'retention')));
const clean = untouched.filter(({ found }) => found === undefined).length;
print(
  `the untouched build passes ${clean} of ${untouched.length} stretches: ${starts.length} of ${most} schedules, and as many of months\n`,
);
for (const { found } of untouched) if (found !== undefined) print(`  ${found}`);

let caught = 0;
for (const { name, story, shownBy } of faults) {
  const verdicts = await verdictsOn(name, shownBy);
  const hits = verdicts.filter(({ found }) => found !== undefined).length;
  if (hits === starts.length) caught += 1;
  const after = verdicts.map(({ schedules, found }) => (found === undefined ? 'never' : String(schedules)));
  print(`${hits === starts.length ? 'caught' : 'MISSED'} ${hits}/${starts.length}  ${name}`);
  print(`             ${story}`);
  print(`             after ${after.join(', ')} schedules; first: ${verdicts[0]?.found ?? 'nothing'}`);
}
print(
  `\n${caught} of ${faults.length} planted faults caught in ${starts.length} of ${starts.length} stretches`,
);
process.exitCode = caught === faults.length && clean === untouched.length ? 0 : 1;
