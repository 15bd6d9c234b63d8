import type { Api } from '../../platform/api.js';
import type { Mail } from '../../platform/operator.js';
import { collected, pagesOf } from '../../platform/pages.js';
import { RefusedByPlatform } from '../../platform/problems.js';
import type { Crowd, Person } from '../crowd.js';
import type { ExtensionDetails } from '../../member/views.js';
import { facts } from '../facts.js';
import { type Check, Comparison, notCompared } from './check.js';
import type { LoggedFact } from './log.js';

/** Questions that are asked at once. */
const width = 8;

/** Each fact is one record of telemetry, under its own id. */
export function inTelemetry(api: Api, found: readonly LoggedFact[]): Promise<Check> {
  return compared('telemetry', async (comparison) => {
    const earliest = found.reduce((first, { occurredAt }) => (occurredAt < first ? occurredAt : first), '9');
    const counts = new Map<string, number>();
    const records = pagesOf<{ eventId: string; occurredAt: string }>(
      api,
      'operator/telemetry-events',
      {},
      Number.POSITIVE_INFINITY,
    );
    for await (const { eventId, occurredAt } of records) {
      if (occurredAt < earliest) break;
      counts.set(eventId, (counts.get(eventId) ?? 0) + 1);
    }
    for (const { eventId, type } of found)
      comparison.count(`${type} ${eventId}`, counts.get(eventId) ?? 0, 1);
  });
}

/** Each sign-up, verification and invite has sent one mail. */
export function inMail(api: Api, found: readonly LoggedFact[]): Promise<Check> {
  return compared('mail', async (comparison) => {
    const owed = found.flatMap(({ eventId, type, promised }) =>
      promised.told.mailTo === undefined ? [] : [{ eventId, type, to: promised.told.mailTo }],
    );
    const byAddress = [...Map.groupBy(owed, ({ to }) => to)];
    await inParallel(byAddress, async ([to, facts]) => {
      const mails = await collected(pagesOf<Mail>(api, 'operator/mail', { to }, Number.POSITIVE_INFINITY));
      for (const { eventId, type } of facts)
        comparison.count(`${type} to ${to}`, mails.filter((mail) => mail.eventId === eventId).length, 1);
    });
  });
}

type Counted = Readonly<Record<string, number>>;

/** What stats has counted of somebody is what that person did, and each sign-up and publication was scored once. */
export function inStats(api: Api, crowd: Crowd, found: readonly LoggedFact[]): Promise<Check> {
  return compared('stats', async (comparison) => {
    const byPerson = Map.groupBy(found, (fact) => personOf(fact));
    await inParallel(crowd.people, async (person) => {
      const own = byPerson.get(person.userId) ?? [];
      const score = await orNothing(() => api.get<{ counters: Counted }>(`stats/${person.username}`));
      for (const [counter, type] of Object.entries(counted))
        comparison.count(
          `${counter} of ${person.username}`,
          score?.counters[counter] ?? 0,
          own.filter((fact) => fact.type === type).length,
        );
      if (score !== null) await compareGrants(api, person, own, comparison);
    });
  });
}

/** What stats counts of each person, by the fact that it counts. */
const counted = {
  sign_up: facts.registered.type,
  email_verified: facts.verified.type,
  collective_created: facts.founded.type,
  extension_published: facts.published.type,
} as const;

const worthPoints: ReadonlySet<string> = new Set([facts.registered.type, facts.verified.type]);

async function compareGrants(
  api: Api,
  { username }: Person,
  own: readonly LoggedFact[],
  comparison: Comparison,
): Promise<void> {
  const path = `operator/stats/${encodeURIComponent(username)}/grants`;
  const grants = await collected(
    pagesOf<{ grantId: string; eventId: string }>(api, path, {}, Number.POSITIVE_INFINITY),
  );
  const names = new Set(grants.map(({ grantId }) => grantId));
  if (names.size < grants.length) comparison.fault('repeated', `a grant of ${username}`);
  for (const { type, eventId } of own.filter((fact) => worthPoints.has(fact.type)))
    comparison.count(
      `points of ${username} for ${type}`,
      grants.filter((grant) => grant.eventId === eventId).length >= 1 ? 1 : 0,
      1,
    );
}

function personOf({ data }: LoggedFact): string {
  const id = data['userId'] ?? data['createdByUserId'];
  return typeof id === 'string' ? id : '';
}

/** Each version that was published is in the registry once. */
export function inRegistry(api: Api, found: readonly LoggedFact[]): Promise<Check> {
  return compared('registry', async (comparison) => {
    const published = found.filter(({ type }) => type === facts.published.type);
    const byName = [...Map.groupBy(published, ({ key }) => key)];
    await inParallel(byName, async ([name, releases]) => {
      const held = await versionsOf(api, name);
      for (const { data } of releases)
        comparison.count(
          `${name} ${String(data['version'])}`,
          held.filter((version) => version === data['version']).length,
          1,
        );
    });
  });
}

async function versionsOf(api: Api, name: string): Promise<string[]> {
  const held: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = cursor;
    const found = await orNothing(() =>
      api.get<ExtensionDetails>(`extensions/${name}`, { limit: 100, cursor: page }),
    );
    if (found === null) return held;
    held.push(...found.versions.items.map(({ version }) => version));
    cursor = found.versions.nextCursor ?? undefined;
    if (cursor === undefined) return held;
  }
}

/** Null when it is not there: then it is missed, and that is what is to be told. */
async function orNothing<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RefusedByPlatform && error.status === 404 && error.code !== 'no-such-route')
      return null;
    throw error;
  }
}

/** A context that does not run there holds nothing to compare. */
async function compared(name: string, compare: (comparison: Comparison) => Promise<void>): Promise<Check> {
  const comparison = new Comparison(name);
  try {
    await compare(comparison);
    return comparison.check;
  } catch (error) {
    if (error instanceof RefusedByPlatform && error.code === 'no-such-route')
      return notCompared(name, 'no process there shows it');
    throw error;
  }
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const one = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: width }, one));
}
