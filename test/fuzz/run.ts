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
import pg from 'pg';
import { Cast } from '../edge/cast.ts';
import { attack, type Fault } from './attack.ts';

const { values } = scriptOptions('npm run fuzz', { requests: whole(1, 100_000), seed: whole(0, 1) });
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** After so many requests everybody begins anew: by then accounts are gone, people suspended and collectives dissolved. */
const lifetime = 2_000;

const directory = await mkdtemp(join(tmpdir(), 'boardwalk-fuzz-'));
const server = await startEmbeddedPostgres({ directory, durable: false, log: () => undefined });
const databaseUrl = (name: string) => Object.assign(new URL(server.url), { pathname: name }).href;
const session = new pg.Client({ connectionString: server.url });
const faults = new Map<string, Fault>();
try {
  await session.connect();
  await session.query('CREATE DATABASE template_of_lives');
  await Cast.migrate(databaseUrl('template_of_lives'));
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const byStatus = new Map<number, number>();
  const succeeded = new Map<string, boolean>();
  let [sent, putOff] = [0, 0];
  while (sent < values.requests) {
    const requests = Math.min(lifetime, values.requests - sent);
    await session.query('CREATE DATABASE life TEMPLATE template_of_lives');
    const cast = await Cast.start(databaseUrl('life'));
    const outcome = await attack(cast, { requests, seed: values.seed + sent });
    await cast.stop();
    await session.query('DROP DATABASE life WITH (FORCE)');
    for (const [status, times] of outcome.byStatus) byStatus.set(status, (byStatus.get(status) ?? 0) + times);
    for (const [name, did] of outcome.succeeded) succeeded.set(name, did || (succeeded.get(name) ?? false));
    for (const fault of outcome.faults) {
      const known = faults.get(fault.what);
      if (known === undefined) faults.set(fault.what, { ...fault, number: sent + fault.number });
      else known.times += fault.times;
    }
    sent += outcome.sent;
    putOff += outcome.putOff;
    print(
      `${sent.toLocaleString('en')} requests, ${Math.round(sent / seconds()).toLocaleString('en')} a second, ${faults.size} kinds of faults`,
    );
  }
  print(`\n${sent.toLocaleString('en')} requests of seed ${values.seed} in ${Math.round(seconds())} s`);
  const statuses = [...byStatus].sort(([one], [other]) => one - other);
  print(statuses.map(([status, times]) => `${status}: ${times.toLocaleString('en')}`).join('  '));
  if (putOff > 0) print(`${putOff.toLocaleString('en')} were put off by a 503`);
  const never = [...succeeded].filter(([, did]) => !did).map(([name]) => name);
  print(
    `${succeeded.size - never.length} of ${succeeded.size} operations succeeded at least once; the others:\n  ${never.join('\n  ')}`,
  );
} finally {
  await session.end();
  await server.stop();
  await removeEmbeddedPostgres(directory);
}
for (const { what, number, times, request, answer, cause = '' } of faults.values())
  print(`\n${what}\n  ${times} times; the first was request ${number}: ${request}\n  ${answer}\n  ${cause}`);
print(
  faults.size === 0
    ? '\nevery answer was one that the document allows'
    : `\n${faults.size} kinds of answers should not have been`,
);
process.exitCode = faults.size === 0 ? 0 : 1;
