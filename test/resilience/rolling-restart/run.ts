/**
 * Every process is replaced, one after the other, while an import runs: is anything lost or repeated, does any request fail?
 *
 *     npm run rolling-restart -- [--rounds 3] [--transport kafka] [--rate 200] [--lines 10000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneOf, scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { carriageOver } from '../../servers/carriage.ts';
import { carrierNames } from '../../servers/carriers.ts';
import { madeUpHistory } from '../import-kills/made-up-history.ts';
import { toldOf, wentWell } from '../import-under-way/import-under-way.ts';
import { rollingRestart } from './rolling-restart.ts';

const command = 'npm run rolling-restart';
const {
  values: { transport, ...settings },
} = scriptOptions(command, {
  rounds: whole(1, 3),
  transport: oneOf(['postgres', ...carrierNames], 'postgres'),
  rate: whole(1, 200),
  lines: whole(1, 10_000),
});
const print = (line: string) => void process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'rolling-restart-history-'));
const { env: carriage, stop } = await carriageOver(command, transport);
try {
  const file = await madeUpHistory(folder, settings.lines);
  const outcome = await rollingRestart({ file, carriage, ...settings }, print);
  print(toldOf(outcome));
  process.exitCode = wentWell(outcome) ? 0 : 1;
} finally {
  await stop();
  await rm(folder, { recursive: true, force: true });
}
