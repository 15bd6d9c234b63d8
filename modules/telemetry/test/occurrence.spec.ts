import { contracts, everyContract } from '@boardwalk/integration-events';
import { describe, expect, it } from 'vitest';
import { legacyRecordOf } from '../presentation/consumers/legacy-record.js';
import {
  contractNamed,
  distinctIdOf,
  namesOfFacts,
  occurrenceKeyOf,
} from '../presentation/consumers/occurrence.js';
import { exampleData, exampleFact } from './examples.js';

describe('the key of an occurrence', () => {
  it('is the name, whom it counts for, and what tells it apart', () => {
    const published = { extensionName: '@a/b', version: '2026.06.01.1', userId: 'u-1', username: 'ada' };
    expect(occurrenceKeyOf(contracts['extensions.extension-published.v1'], published, 'u-1')).toBe(
      '["extension_published","u-1",["extensionName","@a/b"],["version","2026.06.01.1"],["userId","u-1"]]',
    );
  });

  it.each(Object.values(contracts).map(({ type }) => type))(
    'of %s is the same for a call with the same properties in any order, and whatever else they say',
    (type) => {
      const record = legacyRecordOf(exampleFact(type));
      const contract = contractNamed(record?.name ?? '');
      if (record === null || contract === null) throw new Error(`${type} has no record`);
      const called = Object.fromEntries(
        Object.entries({ further: 1, ...record.properties, displayName: 'another' }).reverse(),
      );
      const distinctId = distinctIdOf(called) ?? String(exampleData(type)[contract.key]);
      expect(occurrenceKeyOf(contract, called, distinctId)).toBe(record.key);
    },
  );

  it('knows the name of every fact', () => {
    expect(namesOfFacts).toHaveLength(everyContract.length);
    expect(contractNamed('page_viewed')).toBeNull();
  });
});
