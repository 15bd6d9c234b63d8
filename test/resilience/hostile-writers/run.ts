/**
 * 12 hostile writers, 20,000 facts, 20 kills of a worker: is anything lost, repeated or out of order?
 *
 *     npm run hostile-writers [-- --facts 20000 --kills 20 --freezes 4]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { besiege } from './siege.ts';
import { flawless } from './verdict.ts';

const { values } = parseArgs({
  options: {
    facts: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '20' },
    freezes: { type: 'string', default: '4' },
  },
});

const print = (line: string) => void process.stdout.write(`${line}\n`);
const directory = await mkdtemp(join(tmpdir(), 'hostile-writers-'));
const server = await startEmbeddedPostgres({ directory, durable: true, log: print });
try {
  const { said, seconds, ...figures } = await besiege({
    url: server.url,
    facts: Number(values.facts),
    kills: Number(values.kills),
    freezes: Number(values.freezes),
    report: print,
  });
  print(`\nAfter ${seconds.toFixed(0)} s:`);
  for (const [name, value] of Object.entries(figures)) print(`  ${name.padEnd(12)}${value}`);
  const flaws = Object.keys(flawless).filter((name) => figures[name as keyof typeof flawless] > 0);
  if (flaws.length > 0 || figures.committed !== Number(values.facts)) {
    print(`\nNot as promised: ${flaws.join(', ')}. The workers said:\n${said}`);
    process.exitCode = 1;
  }
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
  if (server.directory !== directory) await rm(server.directory, { recursive: true, force: true });
}
