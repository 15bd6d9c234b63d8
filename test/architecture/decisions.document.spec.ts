import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import { describe, expect, it } from 'vitest';
import { Boundaries } from './boundaries.js';
import { projectAt } from './reading/project.js';
import { decisionRules } from './rules/decisions.js';
import { styleRules } from './rules/style.js';

const project = projectAt(projectRoot);
const { FILE_LENGTH } = styleRules;
const verdict = new Boundaries({ ...decisionRules, FILE_LENGTH }).verify(project);
const decisions = project.files.filter((file) => /^docs\/adr\/\d{4}-/.test(file));

/** The text of one section of a decision. */
const section = (number: string, name: string): string => {
  const file = decisions.find((one) => one.startsWith(`docs/adr/${number}-`));
  const text = file === undefined ? '' : project.text(file);
  return text.split(`## ${name}\n`)[1]?.split('\n## ')[0]?.trim() ?? '';
};

describe('the decisions', () => {
  it('say status, context, decision, consequences and what they rest on, in at most 60 lines [4-18]', () => {
    expect(verdict.broken('DECISION_FORM', 'DECISION_EVIDENCE')).toEqual([]);
    const long = verdict.broken('FILE_LENGTH').filter((line) => line.startsWith('docs/adr/'));
    expect(long).toEqual([]);
  });

  it('are listed', () => {
    expect(verdict.broken('DECISION_INDEX')).toEqual([]);
    for (const number of ['0001', '0002', '0003', '0004', '0005', '0006', '0008', '0009', '0012'])
      expect(section(number, 'Status'), number).toMatch(/^Accepted/);
  });

  it('say that contexts are packages with schemas of their own [4-17]', () => {
    expect(section('0002', 'Decision')).toMatch(/schema/);
  });

  it('say who emits, aggregates or use cases [0-25]', () => {
    expect(section('0004', 'Decision')).toMatch(/aggregate/i);
  });

  it('say behind which port brokers stand, and what is asked of one [3-31]', () => {
    expect(section('0007', 'Decision')).toMatch(/A broker stands \*behind\* the log/);
    expect(section('0007', 'Decision')).toMatch(/Adapters send, receive and acknowledge/);
    expect(section('0007', 'Evidence')).toContain('shared/testing/conformance/broker.features.ts');
  });

  it('say where the contract lies [0-26]', () => {
    expect(section('0003', 'Decision')).toMatch(/shared\/integration-events/);
  });
});
