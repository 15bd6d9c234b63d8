import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import { describe, expect, it } from 'vitest';

const fixtures = fileURLToPath(new URL('./fixtures/translations', import.meta.url));

/** What the compiler says of each fixture: file → lines `line: message`. */
function compiled(): Map<string, string[]> {
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', fixtures, '--pretty', 'false'], {
    encoding: 'utf8',
  });
  const found = new Map<string, string[]>();
  for (const [, file = '', line, message] of stdout.matchAll(/([\w-]+\.ts)\((\d+),\d+\): error (.*)/g))
    found.set(file, [...(found.get(file) ?? []), `${line}: ${message}`]);
  return found;
}

const errors = compiled();
const said = (file: string) => errors.get(file) ?? [];

describe('a publisher', () => {
  it('compiles when it says of each private event what becomes of it', () => {
    expect([said('events.ts'), said('complete.ts')]).toEqual([[], []]);
    expect(errors.size).toBeGreaterThan(0);
  });

  it('does not compile without a word for one of its events, and the compiler names it [0-08]', () => {
    expect(said('forgotten-event.ts')).toEqual([expect.stringMatching(/^5: .*'MemberMissed' is missing/)]);
  });

  it('does not compile with a word for an event that its context does not have [0-08]', () => {
    expect(said('unknown-event.ts')).toEqual([expect.stringMatching(/^8: .*'MemberGreeted' does not exist/)]);
  });

  it('cannot take one event for another that looks the same [0-08]', () => {
    expect(said('mistaken-event.ts')).toEqual([
      expect.stringMatching(/^7: .*'MemberMissed' is not assignable to parameter of type 'MemberShownOut'/),
    ]);
  });

  it('takes no event that does not say its kind', () => {
    expect(said('kindless-event.ts')).toEqual([expect.stringMatching(/^4: .*'kind' is missing/)]);
  });

  it('cannot leave fields of a fact out [0-08]', () => {
    expect(said('other-payload.ts')).toEqual([
      expect.stringMatching(/^12: .*missing the following properties .*: collectiveId, username, role/),
    ]);
  });

  it('cannot let a private event out as it is [0-08]', () => {
    expect(said('no-fact.ts')).toEqual([expect.stringMatching(/^11: .*required in type 'Fact'/)]);
  });

  it('is stopped by an optional field that got another name [0-09]', () => {
    expect(said('renamed-optional-field.ts')).toEqual([
      expect.stringMatching(/^9: .*'collectiveHandle' does not exist/),
    ]);
  });
});

describe('a consumer', () => {
  it('is stopped by a field that got another name [0-09]', () => {
    expect(said('renamed-field.ts')).toEqual([expect.stringMatching(/^5: .*'memberId' does not exist/)]);
  });

  it('answers with a command, or with null where there is nothing to do', () => {
    expect(said('forgotten-answer.ts')).toEqual([expect.stringMatching(/^5: .*'toCommand'/)]);
  });
});
