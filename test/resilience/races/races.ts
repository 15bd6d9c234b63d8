import { createHash, randomUUID } from 'node:crypto';
import { notYet, until } from '@boardwalk/testing/until';
import { announcing, gzipped } from '../../journeys/archives.ts';
import type { Answer, Arena, Person } from './arena.ts';

export interface Race {
  readonly name: string;
  /** What all its rounds need. @returns one round: how many of two won, in words if that is not one */
  prepare(arena: Arena): Promise<(round: number) => Promise<Verdict>>;
}

export interface Verdict {
  readonly winners: number;
  /** What was answered, and what is there afterwards. */
  readonly told: string;
}

const waiting = { stallMs: 30_000, everyMs: 10 };
const won = ({ status }: Answer<unknown>): boolean => status < 300;
const told = (answers: readonly Answer<unknown>[]): string =>
  answers.map(({ status, body }) => `${status} ${JSON.stringify(body) ?? ''}`.trim()).join(' | ');
const verdictOf = (answers: readonly Answer<unknown>[], after = ''): Verdict => ({
  winners: answers.filter(won).length,
  told: `${told(answers)}${after === '' ? '' : `; ${after}`}`,
});

interface Details {
  readonly members: readonly { readonly username: string; readonly role: string }[];
}

/** Two owners step down at the same time. */
export const lastOwner: Race = {
  name: 'last owner',
  async prepare(arena) {
    const [ada, grace] = await pairIn(arena, 'owners', 'owner');
    const people = [ada, grace];
    return async () => {
      const roleOf = ({ username }: Person) => `collectives/owners/members/${username}/role`;
      const answers = await arena.both(
        'PUT',
        [roleOf(ada), roleOf(grace)],
        [
          { as: ada.token, body: { role: 'member' } },
          { as: grace.token, body: { role: 'member' } },
        ],
      );
      const { members } = await arena.expect<Details>('GET', 'collectives/owners', { as: ada.token });
      const owners = members.filter(({ role }) => role === 'owner').map(({ username }) => username);
      const stays = people.find(({ username }) => owners[0] === username);
      if (stays === undefined || owners.length !== 1)
        return { winners: 2 - owners.length, told: told(answers) };
      const other = stays === ada ? grace : ada;
      await arena.expect('PUT', roleOf(other), { as: stays.token, body: { role: 'owner' } });
      return verdictOf(answers, `${owners.length} owner is left`);
    };
  },
};

/** One invite is accepted twice at the same time. */
export const doubleAccept: Race = {
  name: 'double accept',
  async prepare(arena) {
    const [ada, grace] = [await arena.signUp('accept-ada'), await arena.signUp('accept-grace')];
    await arena.expect('POST', 'collectives', {
      as: ada.token,
      body: { slug: 'accepting', name: 'Accepting' },
    });
    return async () => {
      const { inviteId, token } = await invite(arena, ada, 'accepting', grace, 'member');
      const answers = await arena.both('POST', `invites/${inviteId}/accept`, {
        as: grace.token,
        body: { token },
      });
      const { members } = await arena.expect<Details>('GET', 'collectives/accepting', { as: ada.token });
      const times = members.filter(({ username }) => username === grace.username).length;
      if (times === 1)
        await arena.expect('DELETE', `collectives/accepting/members/${grace.username}`, { as: ada.token });
      const verdict = verdictOf(answers, `a member ${times} times`);
      return times === 1 ? verdict : { ...verdict, winners: times === 0 ? 0 : 2 };
    };
  },
};

/** Two people publish for the first time, and nobody has the badge of which there is one. Once given, it is taken away again. */
export const exclusiveBadge: Race = {
  name: 'exclusive badge',
  async prepare(arena) {
    const badge = 'first-on-the-boardwalk';
    const holders = async (names: readonly string[]) => {
      const { rows } = await arena.database.query<{ holders: number; credited: number }>(
        `SELECT (SELECT count(*)::int FROM stats.badges WHERE badge_id = $1) AS holders,
           (SELECT count(DISTINCT grant_id)::int FROM stats.score_grants WHERE grant_id = ANY($2)) AS credited`,
        [badge, names.map((name) => `publish:@${name}/first:2026.01.01.1`)],
      );
      return rows[0] ?? { holders: -1, credited: -1 };
    };
    return async (round) => {
      await arena.database.query('DELETE FROM stats.badges WHERE badge_id = $1', [badge]);
      const names = [`badge-a-${round}`, `badge-b-${round}`];
      const registeredAt = '2026-01-01T00:00:00Z';
      const as = arena.operator;
      await arena.expect('POST', 'operator/users:import', {
        as,
        body: { users: names.map((username) => ({ username, registeredAt })) },
      });
      const lineOf = (author: string) => ({
        lines: [
          {
            ...{
              line: 1,
              publishedAt: registeredAt,
              name: `@${author}/first`,
              version: '2026.01.01.1',
              author,
            },
            ...{ platforms: [], labels: [], contents: {}, dependencies: [] },
          },
        ],
      });
      await arena.settled();
      const answers = await arena.both('POST', 'operator/publications:import', [
        { as, body: lineOf(names[0] ?? '') },
        { as, body: lineOf(names[1] ?? '') },
      ]);
      const found = await until(
        'both publications to be credited',
        async () => {
          const standing = await holders(names);
          return standing.credited === 2 ? standing : notYet([standing, told(answers)]);
        },
        waiting,
      );
      return { winners: found.holders, told: `${found.holders} holders` };
    };
  },
};

/** Two members have one version ready, and confirm it at the same time. */
export const sameVersion: Race = {
  name: 'same version twice',
  async prepare(arena) {
    const [ada, grace] = await pairIn(arena, 'versions', 'member');
    return async (round) => {
      const name = '@versions/shells';
      // Whoever loses a round has announced what they never confirm, and nobody may announce any number.
      await arena.database.query('DELETE FROM extensions.publications WHERE confirmed_at IS NULL');
      const version = `2026.02.01.${round}`;
      const ready = async (author: Person) => {
        const archive = gzipped({ path: 'manifest.json', content: `${author.username} ${round}` });
        const { publicationId } = await arena.expect<{ publicationId: string }>('POST', 'publications', {
          as: author.token,
          body: { name, version, ...announcing(archive) },
        });
        await arena.expect('PUT', `publications/${publicationId}/archive`, {
          as: author.token,
          body: archive,
        });
        return `publications/${publicationId}/confirm`;
      };
      const answers = await arena.both(
        'POST',
        [await ready(ada), await ready(grace)],
        [{ as: ada.token }, { as: grace.token }],
      );
      const { rows } = await arena.database.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM messaging.facts
         WHERE type = 'extensions.extension-published.v1' AND data::jsonb ->> 'version' = $1`,
        [version],
      );
      const facts = rows[0]?.count ?? -1;
      const verdict = verdictOf(answers, `${facts} facts`);
      return facts === 1 ? verdict : { ...verdict, winners: facts };
    };
  },
};

/** A dead letter that is mended is redriven twice at the same time. */
export const sameRedrive: Race = {
  name: 'same redrive twice',
  async prepare(arena) {
    const subscription = 'telemetry.track';
    return async (round) => {
      const id = randomUUID();
      const userId = createHash('sha256').update(`redriven ${round}`).digest('hex').slice(0, 16);
      await arena.database.query(broken, [id, userId]);
      await until(
        'the fact to be a dead letter',
        async () => {
          const { rowCount } = await arena.database.query(mended, [id, subscription]);
          return rowCount === 1 ? rowCount : notYet(rowCount);
        },
        waiting,
      );
      const answers = await arena.both<{ redriven?: number }>('POST', `operator/dead-letters/${id}/redrive`, {
        as: arena.operator,
        body: { subscription },
      });
      const effects = await until(
        'the effect of the redrive',
        async () => {
          const { rows } = await arena.database.query<{ effects: number; open: number }>(effectsOf, [
            id,
            subscription,
          ]);
          const { effects = -1, open = -1 } = rows[0] ?? {};
          return open === 0 && effects > 0 ? effects : notYet([effects, open, told(answers)]);
        },
        waiting,
      );
      const winners = answers.reduce((sum, { body }) => sum + (body.redriven ?? 0), 0);
      return { winners: effects === 1 ? winners : effects, told: `${told(answers)}; ${effects} effects` };
    };
  },
};

export const races: readonly Race[] = [lastOwner, doubleAccept, exclusiveBadge, sameVersion, sameRedrive];

/** A fact that lacks a field: a dead letter until somebody gives it one. */
const broken = `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
VALUES ($1, 'stats.points-granted.v1', '/contexts/stats', $2::text, now(), '{}', format(
  '{"userId":"%s","username":"user","grantId":"g-%s","category":"publishing","source":"x","total":1}', $2::text, $2::text))`;

/** What an edit of it would do. */
const mended = String.raw`UPDATE messaging.deliveries SET raw = replace(raw, '\"total\"', '\"amount\":1,\"total\"')
WHERE event_id = $1 AND subscription = $2 AND state IN ('parked', 'skipped')`;

const effectsOf = `SELECT
  (SELECT count(*)::int FROM telemetry.telemetry_events WHERE event_id = $1) AS effects,
  (SELECT count(*)::int FROM messaging.deliveries WHERE event_id = $1 AND subscription = $2 AND state <> 'done') AS open`;

/** Two people in one collective that the first of them founded. */
async function pairIn(arena: Arena, slug: string, role: string): Promise<[Person, Person]> {
  const [ada, grace] = [await arena.signUp(`${slug}-ada`), await arena.signUp(`${slug}-grace`)];
  await arena.expect('POST', 'collectives', { as: ada.token, body: { slug, name: slug } });
  const { inviteId, token } = await invite(arena, ada, slug, grace, role);
  await arena.settled();
  await arena.expect('POST', `invites/${inviteId}/accept`, { as: grace.token, body: { token } });
  await arena.settled();
  return [ada, grace];
}

async function invite(arena: Arena, by: Person, slug: string, to: Person, role: string) {
  await arena.expect('POST', `collectives/${slug}/invites`, {
    as: by.token,
    body: { email: to.email, role },
  });
  const [, inviteId = '', token = ''] = await arena.mailTo(to.email, /invite=([0-9a-f-]+)&token=([\w-]+)/);
  return { inviteId, token };
}
