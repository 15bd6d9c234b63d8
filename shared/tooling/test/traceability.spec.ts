import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { printed } from '../catalog/rules.mjs';
import { trace } from '../traceability.mjs';
import { readPromises } from '../traceability/promises.mjs';
import { projectRoot } from '../catalog/source.mjs';

const script = fileURLToPath(new URL('../traceability.mjs', import.meta.url));
// Written so that this file makes no claims of its own.
const id = (name: string) => `[${name}]`;

class Library implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'boardwalk-library-'));

  constructor(tests: Readonly<Record<string, string>>) {
    this.put(
      'docs/promises.json',
      JSON.stringify({
        documents: [
          {
            title: 'How to lend books',
            promises: [
              { id: '0-01', words: 'A book comes back.', check: 'B' },
              { id: '0-02', words: 'Shelves know nothing of readers.', check: 'C' },
              { id: '0-03', words: 'A late book is seen and typed.', check: 'C+B' },
              { id: '0-04', words: 'A card is a card.', check: 'B(unit)' },
              { id: '0-05', words: 'Either will do.', check: 'D/B' },
              { id: '0-06', words: 'Said again.', sameAs: ['0-01', '0-02'] },
            ],
          },
        ],
      }),
    );
    for (const [file, text] of Object.entries(tests)) this.put(file, text);
  }

  put(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  row(promise: string): string {
    return (
      trace(this.root)
        .text.split('\n')
        .find((line) => line.startsWith(`| ${promise} |`)) ?? ''
    );
  }

  refusals(report?: string): string[] {
    return trace(this.root, report).violations.map(printed);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}

describe('the traceability of promises', () => {
  it('names the test of a promise by file and line, and says "not yet" where there is none', () => {
    using library = new Library({
      'test/journeys/lend.spec.ts': `\nit('brings it back ${id('0-01')}', () => {});\n`,
    });
    expect(library.row('0-01')).toBe(
      '| 0-01 | A book comes back. | [test/journeys/lend.spec.ts:2](../test/journeys/lend.spec.ts#L2) |',
    );
    expect(library.row('0-02')).toBe('| 0-02 | Shelves know nothing of readers. | not yet |');
    expect(library.refusals()).toEqual([]);
  });

  it('reads titles of parametrised, conditional and templated tests, and several ids in one', () => {
    using library = new Library({
      'test/journeys/lend.spec.ts': `
it.each([1, 2])('brings %i back ${id('0-01')} ${id('0-05')}', () => {});
it.skipIf(false)(\`is late \${1} ${id('0-03')}\`, () => {});
`,
    });
    expect([library.row('0-01'), library.row('0-05')]).toEqual([
      expect.stringContaining('spec.ts:2'),
      expect.stringContaining('spec.ts:2'),
    ]);
    expect(library.row('0-03')).toContain('spec.ts:3');
  });

  it('asks for both kinds of proof where a promise has two sides', () => {
    using library = new Library({ 'test/journeys/lend.spec.ts': `it('is late ${id('0-03')}', () => {});\n` });
    expect(library.row('0-03')).toMatch(/lend\.spec\.ts#L1\)<br>not yet: compiler or architecture \|$/);
    expect(trace(library.root).text).toContain('| How to lend books | 6 | 0 |');
    library.put('test/architecture/late.spec.ts', `it('is typed ${id('0-03')}', () => {});\n`);
    expect(trace(library.root).text).toContain('| How to lend books | 6 | 1 |');
  });

  it('counts a repeated promise as kept when those that it repeats are', () => {
    using library = new Library({
      'test/journeys/lend.spec.ts': `it('comes back ${id('0-01')}', () => {});\n`,
      'test/architecture/shelves.spec.ts': `it('knows nothing ${id('0-02')}', () => {});\n`,
    });
    expect(library.row('0-06')).toContain('as 0-01 and 0-02');
    expect(trace(library.root).text).toContain('| How to lend books | 6 | 3 |');
  });
});

describe('a claim', () => {
  it.each([
    [
      'modules/shelves/test/shelf.spec.ts',
      '0-01',
      /PROMISE_KIND \[0-01\] needs seen from outside; this is a test of the kind unit/,
    ],
    ['test/journeys/lend.spec.ts', '0-02', /PROMISE_KIND \[0-02\] needs compiler or architecture/],
    ['test/benchmarks/rate.spec.ts', '0-01', /PROMISE_KIND .* in no place where promises are proven/],
    ['test/journeys/lend.spec.ts', '9-99', /PROMISE_UNKNOWN \[9-99\]/],
    ['test/journeys/lend.spec.ts', '0-06', /PROMISE_REPEATED \[0-06\] repeats 0-01, 0-02/],
  ])('in %s to keep %s is refused', (file, promise, refusal) => {
    using library = new Library({ [file]: `it('does ${id(promise)}', () => {});\n` });
    expect(library.refusals()).toEqual([expect.stringMatching(new RegExp(`^${file}:1: ${refusal.source}`))]);
    expect(trace(library.root).text).toContain('| all | 6 | 0 |');
  });

  it.each([
    ['modules/shelves/test/shelf.module.spec.ts', '0-01'],
    ['shared/infrastructure/ledger/test/ledger.module.spec.ts', '0-01'],
    ['test/pipeline/order.spec.ts', '0-01'],
    ['test/resilience/fire.spec.ts', '0-01'],
    ['shared/cards/test/card.types.spec.ts', '0-02'],
    ['shared/cards/test/card.architecture.spec.ts', '0-02'],
    ['shared/cards/test/card.spec.ts', '0-04'],
    ['shared/cards/test/guide.document.spec.ts', '0-05'],
  ])('in %s to keep %s is accepted', (file, promise) => {
    using library = new Library({ [file]: `it('does ${id(promise)}', () => {});\n` });
    expect(library.refusals()).toEqual([]);
    expect(library.row(promise)).toContain(`${file}:1`);
  });

  it('stands at the end of the title of a test, nowhere else', () => {
    using library = new Library({
      'test/journeys/lend.spec.ts': `describe('books ${id('0-01')}', () => {\n  it('brings ${id('0-01')} back', () => {});\n});\n`,
    });
    expect(library.refusals()).toEqual([
      expect.stringContaining('lend.spec.ts:1: PROMISE_ID_PLACE'),
      expect.stringContaining('lend.spec.ts:2: PROMISE_ID_PLACE'),
    ]);
  });

  it('is checked against the report of a run: failed, skipped and absent tests prove nothing', () => {
    using library = new Library({
      'test/journeys/lend.spec.ts': `it.each([1, 2])('brings %i back ${id('0-01')}', () => {});\n`,
      'test/architecture/shelves.spec.ts': `it('knows nothing ${id('0-02')}', () => {});\n`,
    });
    const report = join(library.root, 'report.json');
    const ran = (...statuses: string[]) =>
      library.put(
        'report.json',
        JSON.stringify({
          testResults: [
            {
              name: join(library.root, 'test/journeys/lend.spec.ts'),
              assertionResults: statuses.map((status, turn) => ({
                title: `brings ${turn} back ${id('0-01')}`,
                status,
              })),
            },
          ],
        }),
      );
    ran('passed', 'failed');
    expect(library.refusals(report)).toEqual([
      expect.stringMatching(/shelves\.spec\.ts:1: PROMISE_NOT_KEPT \[0-02\] .*'absent'/),
      expect.stringMatching(/lend\.spec\.ts:1: PROMISE_NOT_KEPT \[0-01\] .*'failed'/),
    ]);
    expect(trace(library.root, report).text).toContain('| all | 6 | 0 |');
    ran('passed', 'passed');
    expect(library.refusals(report)).toEqual([expect.stringContaining('[0-02]')]);
    expect(trace(library.root, report).text).toContain('| all | 6 | 1 |');
  });
});

describe('the command', () => {
  it('fails on drift with --check, writes without it, and is content afterwards', () => {
    using library = new Library({
      'test/journeys/lend.spec.ts': `it('brings it back ${id('0-01')}', () => {});\n`,
    });
    const run = (...flags: string[]) =>
      spawnSync(process.execPath, [script, '--root', library.root, ...flags], { encoding: 'utf8' });
    expect([run('--check').status, run('--check').stdout]).toEqual([
      1,
      expect.stringContaining('docs/traceability.md:1: GENERATED_DRIFT'),
    ]);
    expect([run().status, run('--check').status]).toEqual([0, 0]);
    expect(readFileSync(join(library.root, 'docs/traceability.md'), 'utf8')).toContain('How to lend books');
  });
});

describe('the promises of this project', () => {
  const documents = readPromises(projectRoot);

  it('come from five documents, each numbered without a gap', () => {
    expect(documents).toHaveLength(5);
    documents.forEach(({ promises }, number) =>
      expect(promises.map((promised) => promised.id)).toEqual(
        promises.map((_, index) => `${number}-${String(index + 1).padStart(2, '0')}`),
      ),
    );
  });

  it('are proven only by tests that can prove them', () => {
    expect(trace(projectRoot).violations.map(printed)).toEqual([]);
  });
});
