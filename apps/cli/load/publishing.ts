import { versionOn } from '../member/extension-name.js';
import { archivePath } from '../member/registry-routes.js';
import { archiveOf } from '../tour/archive.js';
import type { Author, Release } from './crowd.js';
import { facts, release } from './facts.js';
import { ask, done, Idle, read, type Stage, write } from './stage.js';

/** How often something new is published rather than a version of what is there. */
const newOnes = 0.3;

/** Announces, uploads and confirms a version of something, new or not. */
export async function publish(stage: Stage, author = stage.crowd.author()): Promise<void> {
  const { crowd, chance, time, lags } = stage;
  const slug = author === null ? null : crowd.oneOf(author.collectives);
  if (author === null || slug === null) throw new Idle();
  const known = crowd.oneOf([...author.extensions.keys()]);
  const name = known === null || chance.happens(newOnes) ? `@${slug}/${crowd.newName('x')}` : known;
  const micro = (author.extensions.get(name) ?? 0) + 1;
  author.extensions.set(name, micro);
  const version = versionOn(new Date(time.now()), micro);
  const since = time.now();
  await published(stage, { name, version, author });
  crowd.releases.push({ name, version, author });
  author.published += 1;
  const wanted = author.published;
  lags.sample('publication → score', since, () => countsPublications(stage, author, wanted));
}

async function published(stage: Stage, { name, version, author }: Release): Promise<void> {
  const { bytes, checksum } = archiveOf({
    'about.md': `# ${name}\n\nVersion ${version}, made under load.\n`,
  });
  const announced = {
    name,
    version,
    checksum,
    size: bytes.length,
    labels: ['load'],
    description: 'Made under load',
  };
  const { publicationId } = done<{ publicationId: string }>(
    await ask(stage, author, { method: 'POST', path: 'publications', body: announced }),
  );
  done(await ask(stage, author, { method: 'PUT', path: `publications/${publicationId}/archive`, bytes }));
  const told = [facts.published.told(release(name, version))];
  await write(
    stage,
    author,
    { method: 'POST', path: `publications/${publicationId}/confirm` },
    { certain: () => told, possible: told },
  );
}

/** Somebody who has nothing to do with an extension gets it. That is told once a day. */
export async function pull(stage: Stage): Promise<void> {
  const { crowd, time } = stage;
  const wanted = crowd.release();
  const puller = crowd.author();
  if (wanted === null || puller === null || isOwn(wanted, puller)) throw new Idle();
  const { name, version } = wanted;
  const day = new Date(time.now()).toISOString().slice(0, 10);
  const mark = `${name} ${version} ${day}`;
  const told = puller.pulled.has(mark) ? [] : [facts.pulled.told(release(name, version, puller.userId))];
  puller.pulled.add(mark);
  await write(
    stage,
    puller,
    { method: 'GET', path: archivePath(name, version) },
    { certain: () => told, possible: told },
  );
}

function isOwn({ name, author }: Release, person: Author): boolean {
  const slug = name.slice(1, name.indexOf('/'));
  return author === person || person.collectives.includes(slug) || person.invited.has(slug);
}

async function countsPublications(stage: Stage, { username }: Author, wanted: number): Promise<boolean> {
  const { counters } = await read<{ counters: Readonly<Record<string, number>> }>(
    stage,
    null,
    `stats/${username}`,
    stage.operatorToken,
  );
  return (counters['extension_published'] ?? 0) >= wanted;
}
