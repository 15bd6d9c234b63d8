import { versionPath } from '../member/registry-routes.js';
import { Idle, read, type Stage } from './stage.js';

/** What people read, each as somebody with a key. */

export async function profileOf(stage: Stage): Promise<void> {
  const somebody = stage.crowd.anybody();
  if (somebody === null) throw new Idle();
  // Whoever has just signed up is not known there yet.
  const known = somebody.key === null ? stage.crowd.author() : somebody;
  if (known === null) throw new Idle();
  await read(stage, stage.crowd.author(), `stats/${known.username}`);
}

export async function accountOf(stage: Stage): Promise<void> {
  const author = stage.crowd.author();
  if (author === null) throw new Idle();
  await read(stage, author, 'me');
}

export async function leaderboard(stage: Stage): Promise<void> {
  const window = stage.chance.of(['all', 'season', 'week', 'day']);
  await read(stage, stage.crowd.author(), `leaderboards?window=${window}&limit=20`);
}

export async function search(stage: Stage): Promise<void> {
  const wanted = stage.crowd.release();
  const word = wanted === null ? 'load' : (wanted.name.split('/').at(-1) ?? 'load');
  const query = stage.chance.of([`q=${word}`, 'q=load', 'label=load', 'sort=name', `q=${word}&sort=newest`]);
  await read(stage, stage.crowd.author(), `extensions?${query}&limit=20`);
}

export async function extensionOf(stage: Stage): Promise<void> {
  const wanted = stage.crowd.release();
  if (wanted === null) throw new Idle();
  const path = stage.chance.happens(0.5)
    ? `extensions/${wanted.name}`
    : versionPath(wanted.name, wanted.version);
  await read(stage, stage.crowd.author(), path);
}

export async function collectiveOf(stage: Stage): Promise<void> {
  const owner = stage.crowd.oneOf(stage.crowd.authors.filter(({ collectives }) => collectives.length > 0));
  const slug = owner === null ? null : stage.crowd.oneOf(owner.collectives);
  const path = slug === null || stage.chance.happens(0.3) ? 'collectives?limit=20' : `collectives/${slug}`;
  await read(stage, stage.crowd.author(), path);
}
