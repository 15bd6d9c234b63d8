import type { Examination, Mail, Page, TraceStory } from '../platform/operator.js';
import { count, counted, duration, plain } from '../terminal/text.js';
import { waterfall } from '../waterfall/waterfall.js';
import { archiveOf } from './archive.js';
import { StepFailed, type Visit } from './visit.js';

/** Does it, checks it, and tells what came of it; the first line is the result. */
export type Step = (visit: Visit) => Promise<readonly string[]>;

/** In the order of `docs/tour.md`, which has the same number of them. */
export const steps: readonly Step[] = [
  signUp,
  readMail,
  verify,
  signIn,
  makeKey,
  found,
  invite,
  accept,
  publish,
  score,
  discord,
  trace,
  examine,
];

async function signUp(visit: Visit): Promise<string[]> {
  const { userId } = await register(visit, visit.ada, { 'x-correlation-id': visit.correlationId });
  return [`${visit.ada} has the id ${plain(userId)}`];
}

function register(visit: Visit, username: string, headers: Readonly<Record<string, string>> = {}) {
  const body = { username, email: addressOf(username), password: visit.password };
  return visit.write<{ userId: string }>(null, 'POST', 'users', { body, headers });
}

async function readMail(visit: Visit): Promise<string[]> {
  const { mail, match } = await mailWith(visit, visit.ada, /verify-email\?token=([\w-]+)/);
  visit.tokens.set('verification', match[1] ?? '');
  return [`a mail says "${plain(mail.subject)}", with a token`];
}

async function verify(visit: Visit): Promise<string[]> {
  await visit.write(null, 'POST', 'email-verifications', { body: { token: visit.token('verification') } });
  return [`${addressOf(visit.ada)} is verified, and the token is used up`];
}

async function signIn(visit: Visit): Promise<string[]> {
  visit.tokens.set('session', await sessionOf(visit, visit.ada));
  return ['a session, as a bearer token'];
}

async function makeKey(visit: Visit): Promise<string[]> {
  const { key } = await visit.write<{ key: string }>(visit.token('session'), 'POST', 'api-keys', {
    body: { name: 'tour' },
  });
  if (!key.startsWith('bw_')) throw new StepFailed('The key does not begin with bw_.');
  visit.tokens.set('key', key);
  return [`${key.slice(0, 6)}… acts for ${visit.ada} from here on`];
}

async function found(visit: Visit): Promise<string[]> {
  const body = { slug: visit.crew, name: `The crew of ${visit.ada}` };
  await visit.write(visit.token('key'), 'POST', 'collectives', { body });
  return [`${visit.crew} has one owner, ${visit.ada}`];
}

async function invite(visit: Visit): Promise<string[]> {
  const body = { email: addressOf(visit.bea), role: 'member' };
  await visit.write(visit.token('key'), 'POST', `collectives/${visit.crew}/invites`, { body });
  await register(visit, visit.bea);
  const { match } = await mailWith(visit, visit.bea, /verify-email\?token=([\w-]+)/);
  await visit.write(null, 'POST', 'email-verifications', { body: { token: match[1] } });
  return [`${visit.bea} signed up and verified the address that was invited`];
}

async function accept(visit: Visit): Promise<string[]> {
  const session = await sessionOf(visit, visit.bea);
  const { match } = await mailWith(visit, visit.bea, /invite=([0-9a-f-]+)&token=([\w-]+)/);
  await visit.write(session, 'POST', `invites/${match[1]}/accept`, { body: { token: match[2] } });
  const { members } = await visit.operator
    .as(visit.token('key'))
    .get<{ members: readonly { username: string; role: string }[] | null }>(`collectives/${visit.crew}`);
  if (members?.some(({ username }) => username === visit.bea) !== true)
    throw new StepFailed(`${visit.bea} is not among the members of ${visit.crew}.`);
  return [`${visit.crew} has ${counted(members.length, 'member')}, ${visit.bea} among them`];
}

async function publish(visit: Visit): Promise<string[]> {
  const key = visit.token('key');
  const { bytes, checksum } = archiveOf({ 'lookout.md': '# Lookout\n\nTells when the tide turns.\n' });
  const today = new Date(visit.session.time.now()).toISOString().slice(0, 10).replaceAll('-', '.');
  const body = { name: `@${visit.crew}/lookout`, version: `${today}.1`, checksum, size: bytes.length };
  const { publicationId } = await visit.write<{ publicationId: string }>(key, 'POST', 'publications', {
    body,
  });
  const headers = { 'content-type': 'application/gzip' };
  await visit.write(key, 'PUT', `publications/${publicationId}/archive`, { bytes, headers });
  const { name, version } = await visit.write<{ name: string; version: string }>(
    key,
    'POST',
    `publications/${publicationId}/confirm`,
  );
  return [`${plain(name)} ${plain(version)} is published, ${bytes.length} bytes`];
}

interface Score {
  readonly total: number;
  readonly tier: string;
  readonly badges: readonly { readonly badgeId: string; readonly name: string }[];
}

/** Signed up 20, verified 80, signed in 10, founded 50 and its badge 100, invited 75, first publication 500 and its badge 100. */
const fewestPoints = 935;

async function score(visit: Visit): Promise<string[]> {
  const { total, tier, badges } = await visit.eventually(`${fewestPoints} points and the badge`, async () => {
    const seen = await visit.operator.as(null).get<Score>(`stats/${visit.ada}`);
    const complete =
      seen.total >= fewestPoints && seen.badges.some(({ badgeId }) => badgeId === 'first-publish');
    return complete ? seen : null;
  });
  const { items } = await visit.operator
    .as(null)
    .get<Page<{ rank: number; username: string; points: number }>>('leaderboards', {
      window: 'day',
      limit: 100,
    });
  const standing = items.find(({ username }) => username === visit.ada);
  if (standing === undefined && (items.length < 100 || (items.at(-1)?.points ?? 0) < total))
    throw new StepFailed(`${visit.ada} has ${total} points and is not on today's leaderboard.`);
  const place = standing === undefined ? 'behind the first hundred' : `number ${standing.rank}`;
  const names = badges.map(({ name }) => plain(name)).join(', ');
  return [
    `${count(total)} points, ${plain(tier)}, ${place} of today; ${counted(badges.length, 'badge')}: ${names}`,
  ];
}

async function discord(visit: Visit): Promise<string[]> {
  const posts = await visit.eventually('three posts', async () => {
    const { items } = await visit.operator.get<Page<{ content: string; status: string }>>(
      'operator/discord-messages',
      { limit: 100 },
    );
    const own = items.filter(({ content, status }) => status === 'sent' && mentions(content, visit));
    return own.length >= 3 ? own : null;
  });
  return [`${counted(posts.length, 'post')}`, ...posts.map(({ content }) => plain(content)).toReversed()];
}

/** Discord's markdown makes some characters special, which are escaped in posts. */
function mentions(content: string, { ada }: Visit): boolean {
  return content.replaceAll('\\', '').includes(ada);
}

async function trace(visit: Visit): Promise<string[]> {
  const reached = ['notifications', 'stats', 'discord'];
  const story = await visit.eventually(`a trace that reaches ${reached.join(', ')}`, async () => {
    const seen = await visit.operator.get<TraceStory>(`operator/traces/${visit.correlationId}`);
    const consumers = seen.spans.filter(({ kind }) => kind === 'consumer').map(({ context }) => context);
    return reached.every((context) => consumers.includes(context)) ? seen : null;
  });
  const { terminal } = visit.session;
  return [
    `${counted(story.spans.length, 'span')} in ${duration(story.durationMs)}`,
    ...waterfall(story, terminal.columns, terminal.painter),
  ];
}

async function examine(visit: Visit): Promise<string[]> {
  const found = await visit.eventually('the platform to be well', async () => {
    const seen = await visit.operator.get<Examination>('operator/doctor');
    if (!seen.ok && !seen.checks.some(({ name, ok }) => !ok && name.includes('.'))) {
      const ill = seen.checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
      throw new StepFailed(`The doctor found something. ${plain(ill.join(' '))}`);
    }
    return seen.ok ? seen : null;
  });
  return [`${counted(found.checks.length, 'check')}, all passed`];
}

async function sessionOf(visit: Visit, username: string): Promise<string> {
  const body = { username, password: visit.password };
  return (await visit.write<{ token: string }>(null, 'POST', 'sessions', { body })).token;
}

/** The newest mail to somebody whose text matches. */
function mailWith(visit: Visit, username: string, pattern: RegExp) {
  const to = addressOf(username);
  return visit.eventually(`a mail to ${to}`, async () => {
    const { items } = await visit.operator.get<Page<Mail>>('operator/mail', { to, limit: 20 });
    for (const mail of items) {
      if (mail.status === 'sent' && mail.text === null)
        throw new StepFailed(
          'Mail goes to a real server here (SMTP_URL), so its text cannot be read. The tour needs a platform without.',
        );
      const match = pattern.exec(mail.text ?? '');
      if (match !== null) return { mail, match };
    }
    return null;
  });
}

function addressOf(username: string): string {
  return `${username}@example.com`;
}
