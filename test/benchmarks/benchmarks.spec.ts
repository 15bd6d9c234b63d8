import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'benchmarks-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs rows with tiny sizes: that they run, not how fast. */
function bench(...words: string[]) {
  const program = fileURLToPath(new URL('run.ts', import.meta.url));
  return spawnSync(process.execPath, [program, '--quick', ...words], { encoding: 'utf8' });
}

describe('the benchmarks', () => {
  it('print a line for each comparison and keep everything that was measured', { timeout: 90_000 }, () => {
    const json = join(folder, 'figures.json');
    const { status, stdout, stderr } = bench('P3', '--json', json);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/\| P3 +\| one fact in a transaction .*\| no fact .*\| ≥ 0\.85 +\| (met|missed)/);
    const { rows } = JSON.parse(readFileSync(json, 'utf8')) as {
      rows: { row: string; findings: object[]; measured: object }[];
    };
    expect(rows.map(({ row }) => row)).toEqual(['P3']);
    expect(rows[0]).toMatchObject({
      findings: [{ against: 'no fact' }, { against: 'outbox by hand' }, { against: 'outbox by hand' }],
      measured: { 'one fact': [{ perSecond: expect.any(Number) }] },
    });
  });

  it('compare a transport with the bare client of its broker', { timeout: 180_000 }, ({ skip }) => {
    const { status, stdout, stderr } = bench('P14-redis-streams');
    const [, missing] = /P14-redis-streams: .* was not measured: (.*)/.exec(stdout) ?? [];
    if (missing !== undefined) skip(missing);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/\(a\) adapter +\|[^|]*\|[^|]*\| bare client +\|.*\| ≥ 0\.85 +\| (met|missed)/);
    expect(stdout).toMatch(/\(b\) whole way +\|[^|]*\|[^|]*\| without a broker +\|/);
  });

  it('name the rows there are when asked for another', () => {
    const { status, stderr } = bench('P99');
    expect(status).toBe(2);
    expect(stderr).toContain('There is no row P99. There are: P1, P2,');
  });
});
