import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type AnyContract,
  CollectiveCreatedIntegrationEvent,
  type ContractClass,
  contracts,
  EmailVerifiedIntegrationEvent,
  type EventMetadata,
  ExtensionPublishedIntegrationEvent,
  type FactOf,
  type Fields,
  type IntegrationEvent,
  type TypedFact,
  UserRegisteredIntegrationEvent,
  type WireType,
} from '../index.js';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/** What the compiler says of each fixture: file → lines `line: message`. */
function compiled(): Map<string, string[]> {
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', fixtures, '--pretty', 'false'], {
    encoding: 'utf8',
  });
  const found = new Map<string, string[]>();
  for (const [, file = '', line, message] of stdout.matchAll(/([\w-]+\.ts)\((\d+),\d+\): error (.*)/g))
    found.set(file, [...(found.get(file) ?? []), `${line}: ${message}`]);
  return found;
}

describe('the compiler', () => {
  const errors = compiled();
  const saying = (file: string) => errors.get(file) ?? [];

  it('accepts a fact with exactly its fields, and a consumer that reads them', () => {
    expect(saying('complete.ts')).toEqual([]);
    expect(errors.size).toBeGreaterThan(0);
  });

  it('refuses a fact that lacks a field [0-08]', () => {
    expect(saying('missing-field.ts')).toEqual([expect.stringMatching(/^3: .*'username' is missing/)]);
  });

  it('refuses a fact with a field too many [0-08]', () => {
    expect(saying('extra-field.ts')).toEqual([expect.stringMatching(/^3: .*'email' does not exist/)]);
  });

  it('refuses a wire type that no contract has [0-08]', () => {
    expect(saying('unknown-type.ts')).toEqual([expect.stringMatching(/^3: .*identity\.user-sneezed\.v1/)]);
  });

  it('refuses a value that the field does not know', () => {
    expect(saying('wrong-value.ts')).toEqual([expect.stringMatching(/^8: .*"captain"/)]);
  });

  it('refuses an optional field that is there without a value', () => {
    expect(saying('undefined-optional.ts')).toEqual([expect.stringMatching(/exactOptionalPropertyTypes/)]);
  });

  it('stops a consumer that reads a field under its old name [0-09]', () => {
    expect(saying('renamed-field.ts')).toEqual([expect.stringMatching(/^5: .*'memberId' does not exist/)]);
  });

  it('lets nobody but the pipeline write metadata, and nobody change a fact', () => {
    expect(saying('written-metadata.ts')).toEqual([expect.stringMatching(/^3: .*'metadata' does not exist/)]);
    expect(saying('changed-fact.ts')).toEqual([expect.stringMatching(/^4: .*read-only property/)]);
  });

  it('breaks a switch over all facts that leaves one out [0-13]', () => {
    expect(saying('half-switch.ts')).toEqual([
      expect.stringMatching(/^17: .*not assignable to parameter of type 'never'/),
    ]);
  });
});

describe('the union of all facts', () => {
  it('has every contract of the registry, and nothing else [0-13]', () => {
    expectTypeOf<IntegrationEvent>().toEqualTypeOf<FactOf<WireType>>();
    expectTypeOf<TypedFact['type']>().toEqualTypeOf<WireType>();
    expectTypeOf<
      Extract<TypedFact, { type: typeof UserRegisteredIntegrationEvent.type }>['fact']
    >().toEqualTypeOf<UserRegisteredIntegrationEvent>();
    expect(Object.values(contracts).every((entry) => typeof entry.class === 'function')).toBe(true);
  });
});

describe('a contract', () => {
  it('is a constructor that knows its wire type and its ordering key', () => {
    expectTypeOf<typeof UserRegisteredIntegrationEvent>().toExtend<
      ContractClass<UserRegisteredIntegrationEvent>
    >();
    expectTypeOf<typeof UserRegisteredIntegrationEvent>().toExtend<AnyContract>();
    expectTypeOf<typeof ExtensionPublishedIntegrationEvent.key>().toEqualTypeOf<'extensionName'>();
    expect(ExtensionPublishedIntegrationEvent.key).toBe('extensionName');
  });

  it('asks its publisher for everything but the metadata', () => {
    expectTypeOf<Fields<EmailVerifiedIntegrationEvent>>().toEqualTypeOf<{ readonly userId: string }>();
    expectTypeOf<EmailVerifiedIntegrationEvent['metadata']>().toEqualTypeOf<EventMetadata>();
    expect(Object.keys(new EmailVerifiedIntegrationEvent({ userId: 'u-1' }))).toEqual(['userId']);
  });

  it('keeps the names that telemetry has always known for a founded collective and a published extension', () => {
    type Founded = 'collectiveId' | 'slug' | 'name' | 'createdByUserId' | 'createdByUsername';
    type Published = 'extensionName' | 'version' | 'userId' | 'username';
    expectTypeOf<RequiredNames<CollectiveCreatedIntegrationEvent>>().toEqualTypeOf<Founded>();
    expectTypeOf<RequiredNames<ExtensionPublishedIntegrationEvent>>().toEqualTypeOf<Published>();
    expectTypeOf<ExtensionPublishedIntegrationEvent['collectiveSlug']>().toEqualTypeOf<string | undefined>();
    const tracks = [
      CollectiveCreatedIntegrationEvent,
      ExtensionPublishedIntegrationEvent,
      UserRegisteredIntegrationEvent,
    ];
    expect(tracks.map(({ type }) => contracts[type].track)).toEqual([
      'collective_created',
      'extension_published',
      'sign_up',
    ]);
  });
});

type RequiredNames<T> = {
  [F in keyof Fields<T>]-?: undefined extends Fields<T>[F] ? never : F;
}[keyof Fields<T>];
