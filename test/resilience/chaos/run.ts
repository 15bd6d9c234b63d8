/**
 * Hostile writers on one side; workers, relays and a database that are killed, frozen and restarted on the other: does every
 * guarantee of the delivery hold?
 *
 *     npm run chaos [-- --facts 100000 --kills 200 --freezes 200 --restarts 6 --seed N --minutes 30 --json FILE --plant NAME]
 *     npm run chaos -- --transport kafka --broker-restarts 20 --wipes 3    facts travel over a broker, which is assailed too
 */
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { livePostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { amount, oneOf, scriptOptions, text, whole } from '@boardwalk/tooling/script-options.mjs';
import { faults } from '../../planted-faults/faults.ts';
import { carrierFor, carrierNames } from '../../servers/carriers.ts';
import type { Bounds } from './invariants/invariant.ts';
import { inJson, judgeRecovery, printed } from './report.ts';

const command = 'npm run chaos';
const {
  values: { json, plant, transport, 'broker-restarts': brokerRestarts, wipes, ...settings },
} = scriptOptions(command, {
  facts: whole(1, 100_000),
  kills: whole(0, 200),
  freezes: whole(0, 200),
  restarts: whole(0, 6),
  seed: whole(0, Date.now() % 1_000_000),
  minutes: amount(30),
  json: text('FILE'),
  plant: oneOf(faults.map(({ name }) => name)),
  transport: oneOf(['postgres', ...carrierNames], 'postgres'),
  'broker-restarts': whole(0, 20),
  wipes: whole(0, 3),
});

/** A lease lasts 3 s. */
const bounds: Bounds = { convergenceMs: 10_000, killMs: 5_000, freezeMs: 5_000, restartMs: 10_000 };

const print = (line: string) => void process.stdout.write(`${line}\n`);
if (plant !== undefined) {
  // Whoever migrates reads the SQL as the planted processes do, or their checksums differ.
  process.env['PLANTED_FAULT'] = plant;
  await import('../../planted-faults/plant.ts');
}
// The operator redrives from this process: what is planted has to be there before the core is loaded.
const { besiege } = await import('./siege.ts');
const carrier = transport === 'postgres' ? undefined : transport;
const broker = carrier === undefined ? undefined : await carrierFor(command, carrier);
const directory = await mkdtemp(join(tmpdir(), 'boardwalk-chaos-'));
const server = await startEmbeddedPostgres({ directory, durable: true, log: print });
// When it is interrupted nothing can be awaited any more.
const endInHaste = (): void => {
  const running = livePostmaster(join(server.directory, 'data'));
  if (running !== null) process.kill(running.pid, 'SIGQUIT');
  // The server's processes may write to the last.
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
};
process.once('exit', endInHaste);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  const outcome = await besiege({
    server,
    ...settings,
    bounds,
    ...(plant === undefined ? {} : { plant }),
    ...(carrier !== undefined &&
      broker !== undefined && {
        broker: { carrier, server: broker, restarts: brokerRestarts, wipes },
      }),
    report: print,
  });
  const verdicts = [...outcome.verdicts, ...judgeRecovery(outcome, bounds)];
  print(printed(outcome, verdicts));
  if (json !== undefined) await writeFile(json, inJson(outcome, verdicts));
  if (verdicts.some(({ count }) => count > 0)) {
    print(`\nNot as promised. The newest of what the processes said:\n${outcome.said}`);
    process.exitCode = 1;
  }
} finally {
  process.off('exit', endInHaste);
  await broker?.stop();
  await server.stop();
  await removeEmbeddedPostgres(directory);
}
