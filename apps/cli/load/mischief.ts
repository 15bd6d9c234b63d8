import { standingPath } from '../member/registry-routes.js';
import { facts, release } from './facts.js';
import { ask, Idle, refused, type Stage, write } from './stage.js';

/** What goes wrong in a community, each with the answer that it should get. */

export async function tryWrongPassword(stage: Stage): Promise<void> {
  const person = stage.crowd.anybody();
  if (person === null) throw new Idle();
  const { username, network } = person;
  const body = { username, password: 'not the password at all' };
  const reply = await ask(stage, null, { method: 'POST', path: 'sessions', body, network });
  refused(reply, 'wrong-credentials', 'too-many-attempts', 'too-many-requests');
}

export async function sendNonsense(stage: Stage): Promise<void> {
  const username = stage.chance.of(['', 'A', 'no spaces please', 'x'.repeat(80)]);
  const body = { username, email: 'nowhere', password: 'short', role: 'owner' };
  const network = stage.chance.whole(stage.crowd.people.length + 1);
  refused(
    await ask(stage, null, { method: 'POST', path: 'users', body, network }),
    'validation-failed',
    'too-many-requests',
  );
}

/** Somebody touches what belongs to others: for them it does not exist. */
export async function touchOthers(stage: Stage): Promise<void> {
  const { crowd } = stage;
  const stranger = crowd.author();
  const victim = crowd.oneOf(crowd.authors.filter(({ collectives }) => collectives.length > 0));
  const slug = victim === null ? null : crowd.oneOf(victim.collectives);
  if (stranger === null || slug === null || stranger === victim || stranger.invited.has(slug))
    throw new Idle();
  const path = `collectives/${slug}/invites`;
  const body = { email: stranger.email, role: 'owner' };
  refused(await ask(stage, stranger, { method: 'POST', path, body }), 'collective-not-found');
}

/** Publishes a version that there is. */
export async function publishAgain(stage: Stage): Promise<void> {
  const wanted = stage.crowd.release();
  if (wanted === null) throw new Idle();
  const { name, version, author } = wanted;
  const body = { name, version, checksum: 'a'.repeat(64), size: 100 };
  refused(await ask(stage, author, { method: 'POST', path: 'publications', body }), 'version-taken');
}

/** Withdraws a version, looks whether it is gone, and takes that back. */
export async function yankForAWhile(stage: Stage): Promise<void> {
  const { crowd } = stage;
  const wanted = crowd.release();
  if (wanted === null || wanted.author.yanking.has(release(wanted.name, wanted.version))) throw new Idle();
  const { name, version, author } = wanted;
  const what = release(name, version);
  author.yanking.add(what);
  try {
    const yanked = [facts.yanked.told(what)];
    const back = [facts.unyanked.told(what)];
    const body = { version };
    await write(
      stage,
      author,
      { method: 'POST', path: standingPath('yank', name), body: { ...body, reason: 'Broke under load' } },
      { certain: () => yanked, possible: yanked },
    );
    await write(
      stage,
      author,
      { method: 'POST', path: standingPath('unyank', name), body },
      { certain: () => back, possible: back },
    );
  } finally {
    author.yanking.delete(what);
  }
}

export async function deprecate(stage: Stage): Promise<void> {
  const wanted = stage.crowd.release();
  if (wanted === null || wanted.author.deprecated.has(wanted.name)) throw new Idle();
  const { name, author } = wanted;
  author.deprecated.add(name);
  const told = [facts.deprecated.told(name)];
  await write(
    stage,
    author,
    { method: 'POST', path: standingPath('deprecate', name), body: {} },
    { certain: () => told, possible: told },
  );
}
