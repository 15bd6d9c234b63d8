/**
 * Attacks the whole platform with requests made up from its OpenAPI document: as it wants them, nearly so, and hostile, from
 * callers of every role. No answer may be a 5xx, differ from the document, or show what its caller may not see.
 *
 *     npm run fuzz [-- --requests 100000 --seed 1]
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { Cast } from '../edge/cast.ts';
import { attack, type Fault } from './attack.ts';

const { values } = scriptOptions('npm run fuzz', { requests: whole(1, 100_000), seed: whole(0, 1) });
const print = (line: string) => void process.stdout.write(`${line}\n`);

const directory = await mkdtemp(join(tmpdir(), 'boardwalk-fuzz-'));
const server = await startEmbeddedPostgres({ directory, durable: false, log: () => undefined });
let faults: readonly Fault[] = [];
try {
  await Cast.migrate(server.url);
  const cast = await Cast.start(server.url);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  let told = 0;
  const progress = (sent: number) => {
    if (sent - told < 2_000) return;
    told = sent;
    print(
      `${sent.toLocaleString('en')} requests, ${Math.round(sent / seconds()).toLocaleString('en')} a second`,
    );
  };
  const outcome = await attack(cast, { ...values, progress });
  faults = outcome.faults;
  print(
    `\n${outcome.sent.toLocaleString('en')} requests of seed ${values.seed} in ${Math.round(seconds())} s`,
  );
  const statuses = [...outcome.byStatus].sort(([one], [other]) => one - other);
  print(statuses.map(([status, times]) => `${status}: ${times.toLocaleString('en')}`).join('  '));
  if (outcome.putOff > 0) print(`${outcome.putOff.toLocaleString('en')} were put off by a 503`);
  if (outcome.neverSucceeded.length > 0)
    print(`\nno success was seen of\n  ${outcome.neverSucceeded.join('\n  ')}`);
  await cast.stop();
} finally {
  await server.stop();
  await removeEmbeddedPostgres(directory);
}
for (const { what, number, times, request, answer, cause = '' } of faults)
  print(`\n${what}\n  ${times} times; the first was request ${number}: ${request}\n  ${answer}\n  ${cause}`);
print(
  faults.length === 0
    ? '\nevery answer was one that the document allows'
    : `\n${faults.length} kinds of answers should not have been`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
