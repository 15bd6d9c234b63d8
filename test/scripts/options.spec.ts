import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const checkout = fileURLToPath(new URL('../../', import.meta.url));

function started(script: string, words: string) {
  return spawnSync(process.execPath, [script, ...words.split(' ')], { cwd: checkout, encoding: 'utf8' });
}

const simulate = 'shared/infrastructure/messaging/test/simulation/simulate.ts';

describe('a script that is started by hand', () => {
  it.each([
    ['test/resilience/chaos/run.ts', '--kills', 'npm run chaos: --kills takes'],
    ['test/resilience/extraction/run.ts', '--context all', 'npm run extraction: --context takes one of'],
    ['test/resilience/rolling-restart/run.ts', '--rounds 0', 'npm run rolling-restart: --rounds takes'],
    ['test/resilience/redrive-kills/run.ts', '--letters 0', 'npm run redrive-kills: --letters takes'],
    ['test/resilience/import-kills/run.ts', '--lines x', 'npm run import-kills: --lines takes'],
    ['test/benchmarks/run.ts', 'P3 --rounds -1', 'npm run bench: --rounds takes'],
    ['test/planted-faults/run.ts', '--schedule 5', 'npm run planted-faults: There is no option --schedule.'],
    ['test/fuzz/run.ts', '--requests 0', 'npm run fuzz: --requests takes'],
    ['test/scripts/verify-import.mjs', '--url http://x', 'npm run verify-import: It is not said which file.'],
    [simulate, '--seed 17 --storey', 'npm run simulate: There is no option --storey.'],
    [simulate, '--story', 'npm run simulate: --story tells one schedule, and --seed says which.'],
  ])('%s refuses %s in two lines, and does nothing', (script, words, why) => {
    const { status, stdout, stderr } = started(script, words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n {2}Mend: npm run [^\n]+\n$/);
    expect(stderr).toContain(why);
  });
});
