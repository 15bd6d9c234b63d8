import { describe, expect, it } from 'vitest';
import { printed } from './boundaries.js';
import { greenProject, redFixtures } from './fixtures.js';
import { mayImport } from './import-table.js';
import { boundaries } from './rules.js';
import { edgesOf } from './rules/imports.js';
import { limits } from './rules/limits.js';

const fixtures = redFixtures();
const said = (project: ReturnType<typeof greenProject>) => boundaries.verify(project).violations.map(printed);

describe('a project that keeps every rule', () => {
  const green = greenProject();

  it('is left in peace', () => {
    expect(said(green)).toEqual([]);
  });

  it('gives every rule something to look at', () => {
    const verdict = boundaries.verify(green);
    const idle = Object.keys(boundaries.rules).filter((rule) => verdict.examined(rule) === 0);
    expect(idle).toEqual([]);
  });
});

describe('a broken rule', () => {
  it.each(fixtures)('$rule is told by file and line, and nothing else is', ({ project, expected, rule }) => {
    expect(said(project)).toEqual(expected);
    expect(expected.some((line) => line.includes(` ${rule} `))).toBe(true);
  });

  it('is shown for each rule that there is', () => {
    const others = fixtures.filter(({ expected, rule }) =>
      expected.some((line) => !line.includes(` ${rule} `)),
    );
    expect(others.map(({ rule }) => rule)).toEqual([]);
    expect(fixtures.map(({ rule }) => rule)).toEqual(Object.keys(boundaries.rules).sort());
  });
});

describe('a rule that looks at nothing', () => {
  it('counts as broken', () => {
    const { rules } = boundaries;
    const verdict = boundaries.verify({ ...greenProject(), files: [] });
    const idle = Object.keys(rules).filter((rule) =>
      verdict.broken(rule).includes(`${rule} looked at nothing`),
    );
    // These two know by heart what there must be.
    expect(Object.keys(rules).filter((rule) => !idle.includes(rule))).toEqual([
      'TOP_LEVEL',
      'FILE_MAP',
      'NAMED_CLASSES',
    ]);
  });
});

describe('the import table', () => {
  const cells = Object.entries(mayImport).flatMap(([target, row]) =>
    Object.entries(row).map(([importer, cell]) => ({ name: `${importer} → ${target}`, cell })),
  );
  const named = (edges: ReturnType<typeof edgesOf>) =>
    new Set(edges.map(({ importer, target }) => `${importer} → ${target}`));
  const allowed = named(edgesOf(greenProject()).filter(({ refusal }) => refusal === null));
  const refused = named(
    fixtures
      .filter(({ rule }) => rule === 'IMPORT_TABLE')
      .flatMap(({ project }) => edgesOf(project).filter(({ refusal }) => refusal !== null)),
  );

  it('knows each word that stands in it', () => {
    const words = cells.map(({ cell }) => cell).filter((cell) => !['✓', '✗', ''].includes(cell));
    expect([...new Set(words)].sort()).toEqual(Object.keys(limits).sort());
  });

  it('is shown to allow, by each cell that allows anything', () => {
    const unshown = cells.filter(({ name, cell }) => cell !== '✗' && cell !== '' && !allowed.has(name));
    expect(unshown).toEqual([]);
  });

  it('is shown to refuse, by each cell that refuses anything', () => {
    const unshown = cells.filter(({ name, cell }) => cell !== '✓' && cell !== '' && !refused.has(name));
    expect(unshown).toEqual([]);
  });
});
