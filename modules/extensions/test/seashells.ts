import { CalVer } from '../domain/cal-ver.js';
import type { Editor } from '../domain/editor.js';
import { Extension } from '../domain/extension.js';
import type { Home } from '../domain/extension-state.js';
import { ExtensionName } from '../domain/extension-name.js';
import type { Plan } from '../domain/publication.js';
import type { NewRelease, Publisher } from '../domain/release.js';

export const noon = new Date('2026-03-17T12:00:00.000Z');
export const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

export const ada: Publisher = { userId: 'u-ada', username: 'ada' };
export const grace: Publisher = { userId: 'u-grace', username: 'grace' };
export const owner: Editor = { ...ada, role: 'owner' };
export const admin: Editor = { userId: 'u-kay', username: 'kay', role: 'admin' };
export const member: Editor = { ...grace, role: 'member' };

export const tidePool: Home = { collectiveId: 'c-1', slug: 'tide-pool', personal: false };
export const adasOwn: Home = { collectiveId: 'c-2', slug: 'ada', personal: true };

export const seashells = ExtensionName.parse('@tide-pool/seashells');

export function release(version: string, fields: Partial<Omit<NewRelease, 'version'>> = {}): NewRelease {
  return {
    version: CalVer.parse(version),
    publisher: ada,
    publishedAt: noon,
    platforms: [],
    labels: [],
    contents: {},
    dependencies: [],
    archive: null,
    yanked: null,
    ...fields,
  };
}

/** Seashells with these versions, published in this order, as the repository would give it back. */
export function extension(...releases: NewRelease[]): Extension {
  const [first = release('2026.03.17.1'), ...rest] = releases;
  const admitted = Extension.admit('e-1', seashells, tidePool, first, 'public');
  for (const one of [first, ...rest]) {
    admitted.publish(one);
    admitted.advance();
  }
  return Extension.restore(admitted.state, admitted.version, admitted.takeUnsaved().published);
}

export const plan: Plan = {
  name: seashells,
  version: CalVer.parse('2026.03.17.1'),
  publisher: ada,
  checksum: 'f'.repeat(64),
  size: 1234,
  details: { platforms: [], labels: ['shell'], contents: { models: 1 }, dependencies: [] },
};
