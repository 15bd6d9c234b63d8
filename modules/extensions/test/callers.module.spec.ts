import type { Fact } from '@boardwalk/integration-events';
import { operatorToken, typeOf, type WorldResponse } from '@boardwalk/testing';
import type { ICommand } from '@nestjs/cqrs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChangeVisibility } from '../application/change-visibility.js';
import { ConfirmPublication } from '../application/confirm-publication.js';
import { DeprecateExtension } from '../application/deprecate-extension.js';
import { InitiatePublication } from '../application/initiate-publication.js';
import { RecordPull } from '../application/record-pull.js';
import { RestoreExtension } from '../application/restore-extension.js';
import { TakeDownExtension } from '../application/take-down-extension.js';
import { UndeprecateExtension } from '../application/undeprecate-extension.js';
import { UnyankExtension } from '../application/unyank-extension.js';
import { YankExtension } from '../application/yank-extension.js';
import { asAda, Beach, shellArchive } from './extensions-world.js';
import { announcing } from './tarballs.js';

const version = '2026.06.01.1';

let beach: Beach;
beforeAll(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace');
  await beach.found('tide-pool', ['ada']);
  await beach.world.drain();
});
afterAll(() => beach.stop());

type Deed =
  | 'publish'
  | 'pull'
  | 'yank'
  | 'unyank'
  | 'deprecate'
  | 'undeprecate'
  | 'visibility'
  | 'take-down'
  | 'restore';
/** Ada does it to an extension, an operator takes it down and back, and Grace pulls it. */
type Caller = Readonly<Record<Deed, (name: string) => Promise<unknown>>>;

/** Somebody at a browser or a terminal. */
const requests: Caller = {
  publish: (name) => done(beach.publish(asAda, name, version)),
  pull: (name) => beach.pull(name, version, 'user:u-grace:grace'),
  yank: (name) => done(beach.care(asAda, name, 'yank', { version, reason: 'It bites.' })),
  unyank: (name) => done(beach.care(asAda, name, 'unyank', { version })),
  deprecate: (name) => done(beach.care(asAda, name, 'deprecate', {})),
  undeprecate: (name) => done(beach.care(asAda, name, 'undeprecate')),
  visibility: (name) => done(beach.care(asAda, name, 'visibility', { visibility: 'private' })),
  'take-down': (name) => done(beach.care(operatorToken, name, 'take-down', { reason: 'It steals.' })),
  restore: (name) => done(beach.care(operatorToken, name, 'restore')),
};

const ada = { userId: 'u-ada', username: 'ada' };
const edit = (name: string) => ({ name, by: ada, knownPosition: undefined });
const execute = <Result>(command: ICommand): Promise<Result> => beach.world.execute(command);

/** Another part of the program; the bytes of an archive come by request alone. */
const commands: Caller = {
  publish: async (name) => {
    const { checksum, size } = announcing(shellArchive);
    const details = { platforms: [], labels: [], contents: {}, dependencies: [] };
    const initiate = new InitiatePublication(ada, name, version, checksum, size, details);
    const { publicationId } = await execute<{ publicationId: string }>(initiate);
    await done(beach.upload(asAda, publicationId));
    await execute(new ConfirmPublication(publicationId, ada));
  },
  pull: (name) => execute(new RecordPull(name, version, { kind: 'user', userId: 'u-grace' })),
  yank: (name) => execute(new YankExtension(edit(name), 'It bites.', version)),
  unyank: (name) => execute(new UnyankExtension(edit(name), version)),
  deprecate: (name) => execute(new DeprecateExtension(edit(name))),
  undeprecate: (name) => execute(new UndeprecateExtension(edit(name))),
  visibility: (name) => execute(new ChangeVisibility(edit(name), 'private')),
  'take-down': (name) => execute(new TakeDownExtension(name, 'It steals.')),
  restore: (name) => execute(new RestoreExtension(name)),
};

async function done(asked: Promise<WorldResponse>): Promise<void> {
  const { status, text } = await asked;
  if (status >= 300) throw new Error(`It was answered with ${status}: ${text}`);
}

/** Everything that was told of an extension, in order, without its name and id. */
async function lifeOf(name: string): Promise<{ type: string; fields: object }[]> {
  const facts: (Fact & { readonly extensionName?: string })[] = await beach.world.facts();
  return facts
    .filter((fact) => fact.extensionName === name)
    .map((fact) => ({
      type: typeOf(fact),
      fields: { ...fact, extensionName: 'the name', ...('extensionId' in fact && { extensionId: 'its id' }) },
    }));
}

describe('what becomes of an extension', () => {
  it('is told in the same facts, whether it is asked for by requests or by a call of the use case [0-14] [0-15]', async () => {
    const deeds = Object.keys(requests) as Deed[];
    for (const deed of deeds) await requests[deed]('@tide-pool/by-requests');
    for (const deed of deeds) await commands[deed]('@tide-pool/by-commands');
    const told = await lifeOf('@tide-pool/by-requests');
    expect(told).toEqual(await lifeOf('@tide-pool/by-commands'));
    expect(told.map(({ type }) => type.replace(/^extensions\.(.*)\.v1$/, '$1'))).toEqual([
      'extension-published',
      'extension-pulled',
      'extension-yanked',
      'extension-unyanked',
      'extension-deprecated',
      'extension-undeprecated',
      'visibility-changed',
      'extension-taken-down',
      'extension-restored',
    ]);
  });

  it('is told in the same fact when an operator brings the publication in [0-14]', async () => {
    await requests.publish('@tide-pool/at-home');
    const publishedAt = beach.world.clock.now().toISOString();
    const details = { author: 'ada', platforms: [], labels: [], contents: {}, dependencies: [] };
    const line = { line: 1, publishedAt, name: '@tide-pool/from-elsewhere', version, ...details };
    expect(await beach.import([line])).toEqual([{ line: 1, status: 'done' }]);
    const told = await lifeOf('@tide-pool/from-elsewhere');
    expect(told).toHaveLength(1);
    expect(told).toEqual(await lifeOf('@tide-pool/at-home'));
  });
});
