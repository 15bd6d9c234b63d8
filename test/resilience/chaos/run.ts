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
import { parseArgs } from 'node:util';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { livePostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { carrierNames, isCarrier, startCarrier } from '../../servers/carriers.ts';
import type { Bounds } from './invariants/invariant.ts';
import { inJson, judgeRecovery, printed } from './report.ts';
import { besiege } from './siege.ts';

const { values } = parseArgs({
  options: {
    facts: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '200' },
    freezes: { type: 'string', default: '200' },
    restarts: { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '30' },
    json: { type: 'string' },
    plant: { type: 'string' },
    transport: { type: 'string', default: 'postgres' },
    'broker-restarts': { type: 'string', default: '20' },
    wipes: { type: 'string', default: '3' },
  },
});

/** A lease lasts 3 s. */
const bounds: Bounds = { convergenceMs: 10_000, killMs: 5_000, freezeMs: 5_000, restartMs: 10_000 };

const print = (line: string) => void process.stdout.write(`${line}\n`);
if (values.plant !== undefined) {
  // Whoever migrates reads the SQL as the planted processes do, or their checksums differ.
  process.env['PLANTED_FAULT'] = values.plant;
  await import('../../planted-faults/plant.ts');
}
const carrier = values.transport === 'postgres' ? undefined : values.transport;
if (carrier !== undefined && !isCarrier(carrier))
  throw new Error(`There is no transport ${carrier}. There are: postgres, ${carrierNames.join(', ')}.`);
const broker = carrier === undefined ? undefined : await startCarrier(carrier);
if (broker !== undefined && 'missing' in broker) throw new Error(broker.missing);
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
    seed: Number(values.seed),
    facts: Number(values.facts),
    kills: Number(values.kills),
    freezes: Number(values.freezes),
    restarts: Number(values.restarts),
    minutes: Number(values.minutes),
    bounds,
    ...(values.plant === undefined ? {} : { plant: values.plant }),
    ...(carrier !== undefined &&
      broker !== undefined && {
        broker: {
          carrier,
          server: broker,
          restarts: Number(values['broker-restarts']),
          wipes: Number(values.wipes),
        },
      }),
    report: print,
  });
  const verdicts = [...outcome.verdicts, ...judgeRecovery(outcome, bounds)];
  print(printed(outcome, verdicts));
  if (values.json !== undefined) await writeFile(values.json, inJson(outcome, verdicts));
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
