import { describe, expect, it } from 'vitest';
import { check } from '../generate.mjs';
import { readCatalog } from '../catalog/catalog.mjs';
import { printed } from '../catalog/rules.mjs';
import { projectRoot } from '../catalog/source.mjs';

const catalog = readCatalog(projectRoot);
const violations = check(projectRoot);
const broken = (...rules: string[]) => violations.filter(({ rule }) => rules.includes(rule)).map(printed);

describe('the catalog of this project', () => {
  it('has contracts, publishers and consumers to look at', () => {
    expect(catalog.contracts.length).toBeGreaterThan(0);
    expect(catalog.publications.length).toBeGreaterThan(0);
    expect(catalog.consumers.length).toBeGreaterThan(0);
  });

  it('has one owner for every fact, and a consumer or the word that it is for the outside', () => {
    expect(broken('FACT_ONE_OWNER', 'FACT_HAS_CONSUMER', 'CONSUMER_KNOWN_FACT')).toEqual([]);
  });

  it('has plain contracts: no import but types, no decorator, no base class, no behaviour [4-03]', () => {
    expect(broken('CONTRACT_PLAIN', 'CONTRACT_SCHEMA')).toEqual([]);
  });

  it('writes each wire type once, in its contract [1-25]', () => {
    expect(broken('WIRE_TYPE_ONCE', 'WIRE_LITERAL_ONCE')).toEqual([]);
  });

  it('names its facts in the past tense and in the words of their aggregate [3-04]', () => {
    expect(broken('FACT_NAME', 'WIRE_TYPE_FORM', 'CLASS_NAME')).toEqual([]);
  });

  it('has no fact that means anything and none that means a setter [3-18]', () => {
    expect(broken('FACT_NAME')).toEqual([]);
  });

  it('has one public name and one telemetry name for each fact', () => {
    expect(broken('TRACK_NAME', 'TRACK_ONCE', 'WIRE_TYPE_FILE', 'WIRE_TYPE_CONTEXT')).toEqual([]);
  });

  it('breaks no rule, and nothing that is drawn from it has drifted', () => {
    expect(violations.map(printed)).toEqual([]);
  });
});
