import type { Mail, Page } from '../platform/operator.js';
import { addressOf, type Author, Person } from './crowd.js';
import { facts } from './facts.js';
import { ask, done, Idle, type Stage, write } from './stage.js';

/** Keys that are made while people sign in; those of the beginning do most of the work. */
const mostKeys = 500;
/** What one person may do in a community is limited; a load stays within that. */
const [mostFounded, mostInvited, mostInvitedByOne] = [20, 5, 2];

/** Somebody comes, gets a mail, and follows its link. */
export async function signUp(stage: Stage): Promise<Person> {
  const { crowd, time, lags } = stage;
  const username = crowd.newName('p');
  const email = addressOf(username);
  const password = `${username} by the sea`;
  const since = time.now();
  const network = crowd.people.length;
  const { userId } = await write<{ userId: string }>(
    stage,
    null,
    { method: 'POST', path: 'users', body: { username, email, password }, network },
    {
      certain: (answer) => [
        facts.registered.told(username, email),
        facts.verificationRequested.told(answer.userId, email),
      ],
      possible: [facts.registered.told(username)],
    },
  );
  const person = new Person(username, userId, password, network);
  crowd.people.push(person);
  stage.follow('verify', () => verify(stage, person, since));
  lags.sample('sign-up → score', since, () => isKnown(stage, person));
  return person;
}

/** @param since when the mail was asked for */
export async function verify(stage: Stage, person: Person, since: number): Promise<void> {
  const token = await tokenFor(stage, person, 'sign-up → mail', since, /verify-email\?token=([\w-]+)/);
  if (token === null) throw new Idle();
  await write(
    stage,
    person,
    { method: 'POST', path: 'email-verifications', body: { token: token[1] }, token: null },
    {
      certain: () => [facts.verified.told(person.userId)],
      possible: [facts.verified.told(person.userId)],
    },
  );
  person.verified = true;
}

/** Signs in, makes a key at the first time, and signs out. */
export async function signIn(stage: Stage, person = stage.crowd.anybody()): Promise<void> {
  if (person === null) throw new Idle();
  const { username, password, network } = person;
  const body = { username, password };
  const { token } = done<{ token: string }>(
    await ask(stage, null, { method: 'POST', path: 'sessions', body, network }),
  );
  if (person.key === null && stage.crowd.authors.length < mostKeys) {
    const { key } = await write<{ key: string; apiKeyId: string }>(
      stage,
      person,
      { method: 'POST', path: 'api-keys', body: { name: 'load' }, token },
      { certain: ({ apiKeyId }) => [facts.keyCreated.told(apiKeyId)], possible: [] },
    );
    person.key = key;
  }
  done(await ask(stage, null, { method: 'DELETE', path: 'sessions/current', token, network }));
}

export async function found(stage: Stage, author = stage.crowd.author()): Promise<void> {
  if (author === null || author.collectives.length >= mostFounded) throw new Idle();
  const slug = stage.crowd.newName('c');
  const founded = [facts.founded.told(slug)];
  await write(
    stage,
    author,
    { method: 'POST', path: 'collectives', body: { slug, name: `The crew of ${author.username}` } },
    { certain: () => founded, possible: founded },
  );
  author.collectives.push(slug);
}

/** Somebody who has a collective asks somebody in whose address is proved; who accepts. */
export async function inviteSomebody(stage: Stage): Promise<void> {
  const { crowd, time } = stage;
  const owner = crowd.oneOf(crowd.authors.filter(({ collectives }) => collectives.length > 0));
  const slug = owner === null ? null : crowd.oneOf(owner.collectives);
  const guests = crowd.people.filter(
    (person) =>
      person.verified &&
      person !== owner &&
      person.invited.size < mostInvited &&
      owner?.collectives.filter((one) => person.invited.has(one)).length !== mostInvitedByOne &&
      !person.invited.has(`${slug}`),
  );
  const guest = crowd.oneOf(guests);
  if (owner === null || slug === null || guest === null) throw new Idle();
  guest.invited.add(slug);
  const since = time.now();
  const { inviteId } = await write<{ inviteId: string }>(
    stage,
    owner,
    { method: 'POST', path: `collectives/${slug}/invites`, body: { email: guest.email, role: 'member' } },
    { certain: (answer) => [facts.invited.told(answer.inviteId, guest.email)], possible: [] },
  );
  if (guest.key !== null) stage.follow('accept', () => accept(stage, guest as Author, inviteId, since));
}

async function accept(stage: Stage, guest: Author, inviteId: string, since: number): Promise<void> {
  const link = new RegExp(`invite=${inviteId}&token=([\\w-]+)`);
  const token = await tokenFor(stage, guest, 'invite → mail', since, link);
  if (token === null) throw new Idle();
  const accepted = [facts.accepted.told(inviteId)];
  await write(
    stage,
    guest,
    { method: 'POST', path: `invites/${inviteId}/accept`, body: { token: token[1] } },
    { certain: () => accepted, possible: accepted },
  );
}

/** What the operator reads in a mail that was captured. Null where mails go to a server, or none comes. */
function tokenFor(
  stage: Stage,
  { email }: Person,
  effect: string,
  since: number,
  link: RegExp,
): Promise<RegExpExecArray | null> {
  const path = `operator/mail?to=${encodeURIComponent(email)}&limit=50`;
  return stage.lags.until(effect, since, async () => {
    if (!stage.mailbox.isReadable) throw new Idle();
    const { items } = done<Page<Mail>>(
      await ask(stage, null, { method: 'GET', path, token: stage.operatorToken }),
    );
    for (const { text, status } of items) {
      if (status === 'sent' && text === null) stage.mailbox.isReadable = false;
      const match = link.exec(text ?? '');
      if (match !== null) return match;
    }
    return null;
  });
}

async function isKnown(stage: Stage, { username }: Person): Promise<boolean> {
  const { status } = await ask(stage, null, {
    method: 'GET',
    path: `stats/${username}`,
    token: stage.operatorToken,
  });
  return status === 200;
}
