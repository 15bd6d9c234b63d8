import { readCatalog } from '@boardwalk/tooling/catalog/catalog.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking, ScratchCopy } from './scratch-copy.js';
import { typeErrors } from './type-check.js';

let copy: ScratchCopy;

const isTest = (file: string): boolean => /(^|\/)test\//.test(file);

/** Who makes a fact, and which files of its consumers read one of its fields, by looking for the word. */
function concerned(contract: string, field: string) {
  const catalog = readCatalog(copy.root);
  const entry = catalog.entries.find((one) => one.contract.className === contract);
  const publication = catalog.publications.find(({ fact }) => fact === contract);
  if (entry === undefined || publication === undefined) throw new Error(`There is no fact ${contract}.`);
  const contexts = [...new Set(entry.consumers.map(({ context }) => context))];
  const readers = contexts.flatMap((context) =>
    copy
      .git('ls-files', `modules/${context}/presentation/consumers`)
      .split('\n')
      .filter((file) => file !== '' && speaksOf(file, contract) && speaksOf(file, field)),
  );
  return { contractFile: entry.contract.file, publisher: publication.file, readers };
}

const speaksOf = (file: string, word: string): boolean => new RegExp(`\\b${word}\\b`).test(copy.read(file));

describe.skipIf(lacking !== '')(`a field of a contract${lacking}`, () => {
  beforeAll(() => {
    copy = new ScratchCopy();
  }, 120_000);
  afterAll(() => copy[Symbol.dispose]());

  // Of two contexts at a time: to look at the types of everything takes its time.
  it.each([
    [
      ['ExtensionPublishedIntegrationEvent', 'version', 'release'],
      ['InviteSentIntegrationEvent', 'inviteeEmail', 'address'],
    ],
    [['ExtensionPublishedIntegrationEvent', 'collectiveSlug', 'collectiveHandle']],
  ] as const)(
    'that gets another name, as %s, stops its publisher, the consumers that read it and their tests, and no other production file [0-09]',
    async (...renamings) => {
      const renamed = renamings.map(([contract, field, other]) => {
        const { contractFile, publisher, readers } = concerned(contract, field);
        copy.replace(contractFile, new RegExp(`(?<=readonly )${field}(?=[?!]:)`), other);
        return { contract, field, publisher, readers };
      });
      // Registry and schemas follow from the contract; they are drawn anew, never corrected.
      await copy.node('shared/tooling/generate.mjs');
      const errors = await typeErrors(copy);
      copy.restore();

      const stopped = [...errors.keys()];
      const expected = new Set(renamed.flatMap(({ publisher, readers }) => [publisher, ...readers]));
      expect(stopped.filter((file) => !isTest(file)).sort()).toEqual([...expected].sort());
      const tests = stopped.filter(isTest);
      const modules = new Set([...expected].map(moduleOf));
      const contracts = renamed.map(({ contract }) => contract);
      expect(
        tests.filter(
          (file) => !modules.has(moduleOf(file)) && !contracts.some((contract) => speaksOf(file, contract)),
        ),
      ).toEqual([]);
      for (const module of modules) expect(tests.map(moduleOf)).toContain(module);
      for (const { field, publisher, readers } of renamed) {
        expect(readers.length).toBeGreaterThan(0);
        expect(errors.get(publisher)?.join()).toContain(`'${field}'`);
      }
    },
    120_000,
  );
});

const moduleOf = (file: string): string => file.split('/').slice(0, 2).join('/');
