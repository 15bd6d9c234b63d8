import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printed } from '../catalog/rules.mjs';
import { guaranteed } from '../guarantees.mjs';
import { type Examined, examinedIn } from '../guarantees/examined.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'boardwalk-guarantees-'));
  mkdirSync(join(root, 'docs'));
  writeFileSync(
    join(root, 'docs/guarantees.json'),
    JSON.stringify({
      transports: ['pigeon', 'ship'],
      guarantees: [
        { words: 'a letter arrives', shownBy: ['brings a letter', 'brings two'] },
        { words: 'after a storm, too', shownBy: ['survives'] },
      ],
    }),
  );
  writeFileSync(
    join(root, 'docs/transports.md'),
    'before\n<!-- generated:guarantees -->\n<!-- /generated -->\nafter\n',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

/** A report as vitest writes it. */
function ran(...tests: (readonly [suite: string, title: string, status: string])[]): Examined[] {
  const file = join(root, 'report.json');
  const assertionResults = tests.map(([suite, title, status]) => ({
    ancestorTitles: ['facts over it', suite],
    title,
    status,
  }));
  writeFileSync(file, JSON.stringify({ testResults: [{ assertionResults }] }));
  return examinedIn(file);
}

const well = [
  ['the transport pigeon', 'brings a letter', 'passed'],
  ['the transport ship', 'brings a letter', 'passed'],
  ['the transport ship', 'brings two letters', 'skipped'],
  ['behind the log, ship', 'survives a storm', 'passed'],
  ['the transport raven', 'brings nothing', 'failed'],
  ['the weather', 'is fine', 'failed'],
] as const;

describe('the table of guarantees', () => {
  it('ticks what has a test on a transport, and leaves the rest of the page alone', () => {
    const { text, drifted, violations } = guaranteed(root, ran(...well));
    expect(text).toBe(
      `before
<!-- generated:guarantees -->
| | pigeon | ship |
|---|:-:|:-:|
| a letter arrives | ✓ | ✓ |
| after a storm, too | – | ✓ |
<!-- /generated -->
after
`,
    );
    expect(violations).toEqual([]);
    expect(drifted).toBe(true);
    writeFileSync(join(root, 'docs/transports.md'), text);
    expect(guaranteed(root, ran(...well)).drifted).toBe(false);
    // A transport whose tests are not there any more keeps no tick.
    expect(guaranteed(root, ran(...well.slice(1))).drifted).toBe(true);
  });

  it('is refused with a test that failed, one that nothing is named for, and a guarantee without any', () => {
    const tests = ran(
      ...well.slice(0, 3),
      ['behind the log, ship', 'survives a storm', 'failed'],
      ['the transport ship', 'smells of tar', 'passed'],
    );
    expect(guaranteed(root, tests).violations.map(printed)).toEqual([
      "docs/guarantees.json:1: GUARANTEE_UNNAMED no guarantee is shown by 'smells of tar'; name one",
      "docs/guarantees.json:1: GUARANTEE_NOT_KEPT 'survives a storm' failed on ship",
    ]);
    expect(guaranteed(root, ran(...well.slice(0, 3))).violations.map(printed)).toEqual([
      "docs/guarantees.json:1: GUARANTEE_UNSHOWN no test begins with 'survives'",
    ]);
  });
});
