// Is what a running platform answers what follows from a file of publications? For a platform that was empty before the
// file was imported into it. Everything is asked over HTTP, and all pages of it.
//
//     node test/scripts/verify-import.mjs FILE.jsonl[.gz] [--url http://localhost:3000 --token OPERATOR_TOKEN]
//
// Without --url it asks the platform that runs from this checkout. Exit code 1 when anything differs.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { boardwalkHome, instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';
import { scriptOptions, text } from '@boardwalk/tooling/script-options.mjs';
import { historyOf } from './recompute-leaderboard.mjs';

/** Requests under way at once. */
const width = 6;

/** @param {{ url: string, token: string }} platform */
function client({ url, token }) {
  /** @param {string} path @param {Record<string, string | null>} [query] */
  async function get(path, query = {}) {
    const address = new URL(`${url}/api/v1/${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== null) address.searchParams.set(name, value);
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok)
      throw new Error(
        `GET ${address.pathname}${address.search}: ${response.status} ${await response.text()}`,
      );
    return /** @type {any} */ (await response.json());
  }
  /** @param {string} path @param {Record<string, string | null>} [query] */
  async function all(path, query = {}) {
    const items = [];
    let cursor = null;
    do {
      const page = await get(path, { ...query, limit: '100', cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }
  /** Every fact there is, in the order of the log. */
  async function log() {
    const facts = [];
    for (let after = '0-0'; ; ) {
      const page = await get('operator/events', { after, limit: '100' });
      if (page.position === after) return facts;
      facts.push(...page.items);
      after = page.position;
    }
  }
  return { get, all, log };
}

/** @template T, R @param {readonly T[]} items @param {(item: T) => Promise<R>} work */
async function eachOf(items, work) {
  /** @type {R[]} */
  const results = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++)
      results[at] = await work(/** @type {T} */ (items[at]));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** @param {readonly string[]} values */
const tally = (values) => {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const value of [...values].sort()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
/** @param {{ badgeId: string }} a @param {{ badgeId: string }} b */
const byId = (a, b) => (a.badgeId < b.badgeId ? -1 : 1);
/** @param {number} time */
const iso = (time) => new Date(time).toISOString();

class Findings {
  constructor() {
    this.wrong = 0;
  }

  /** @param {string} what @param {unknown} found @param {unknown} expected */
  same(what, found, expected) {
    if (isDeepStrictEqual(found, expected)) {
      console.log(`same    ${what}`);
      return;
    }
    this.wrong += 1;
    console.log(`DIFFERS ${what}: ${difference(found, expected)}`);
  }
}

/** The first place where two values differ. @param {any} found @param {any} expected @param {string} [path] @returns {string} */
function difference(found, expected, path = '') {
  const isTree = (/** @type {unknown} */ value) => typeof value === 'object' && value !== null;
  if (!isTree(found) || !isTree(expected))
    return `${path === '' ? '' : `at ${path}: `}found ${shown(found)}, expected ${shown(expected)}`;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    if (!isDeepStrictEqual(found[key], expected[key]))
      return difference(found[key], expected[key], path === '' ? key : `${path}.${key}`);
  }
  return `at ${path}: of different kinds`;
}

/** @param {unknown} value */
const shown = (value) => (JSON.stringify(value) ?? 'nothing').slice(0, 300);

const { values, words, refuse } = scriptOptions(
  'npm run verify-import',
  { url: text('URL'), token: text('OPERATOR_TOKEN') },
  'FILE.jsonl[.gz]',
);
const file = words[0] ?? refuse('It is not said which file.');
const told =
  values.url === undefined ? JSON.parse(readFileSync(instanceFile(boardwalkHome()), 'utf8')) : undefined;
const platform = client({ url: values.url ?? told.url, token: values.token ?? told?.operatorToken ?? '' });
const history = await historyOf(file);
const findings = new Findings();
const people = [...history.people.values()];

await subscriptions();
const facts = await log();
await telemetry(facts);
await catalogue();
await collectives();
for (const person of await eachOf(people, score)) findings.wrong += person;
console.log(`compared ${people.length} people: score, tier, counters, active dates, badges, grants`);
await leaderboards();
await nothingSent();
console.log(findings.wrong === 0 ? '\nEverything is as the file says.' : `\n${findings.wrong} differences.`);
process.exitCode = findings.wrong === 0 ? 0 : 1;

/** All have come to the end, and none has given up on anything. */
async function subscriptions() {
  const { subscriptions: found } = await platform.get('operator/consumers');
  const open = found.map((/** @type {any} */ each) => [
    each.name,
    each.lag + each.retrying + each.waiting + each.dead,
  ]);
  findings.same(
    `${open.length} subscriptions: nothing to do, nothing given up`,
    open.filter((/** @type {any} */ [, left]) => left > 0),
    [],
  );
  const doctor = await platform.get('operator/doctor');
  const sick = doctor.checks.filter((/** @type {any} */ check) => !check.ok);
  findings.same('the doctor has no complaint', sick, []);
}

async function log() {
  const found = await platform.log();
  const joined = [...history.members.values()].reduce((sum, { size }) => sum + size, 0);
  const sum = (/** @type {(person: typeof people[number]) => number} */ of) =>
    people.reduce((all, one) => all + of(one), 0);
  findings.same('facts by type', tally(found.map(({ type }) => type)), {
    'collectives.collective-created.v1': history.collectives.size + people.length,
    'collectives.member-joined.v1': joined + people.length,
    'extensions.extension-published.v1': history.publications.length,
    'identity.user-registered.v1': people.length,
    'stats.badge-awarded.v1': sum(({ badges }) => badges.length),
    'stats.points-granted.v1': sum(({ grants }) => grants.length),
    'stats.tier-reached.v1': sum(({ climbs }) => climbs),
  });
  const published = found.filter(({ type }) => type === 'extensions.extension-published.v1');
  findings.same(
    `${history.publications.length} publications of ${history.extensions.size} extensions, in the order of the file`,
    published.map(({ data, occurredAt }) => [data.extensionName, data.version, data.username, occurredAt]),
    history.publications.map(({ name, version, author, time }) => [name, version, author, iso(time)]),
  );
  return found;
}

/** @param {any[]} found every fact: telemetry has exactly one record of each */
async function telemetry(found) {
  const records = await platform.all('operator/telemetry-events');
  const names = Object.entries(tally(records.map(({ name }) => name)));
  console.log(`        telemetry: ${names.map(([name, count]) => `${name} ${count}`).join(', ')}`);
  findings.same(
    `one telemetry record for each of ${found.length} facts`,
    records.map(({ eventId }) => eventId).sort(),
    found.map(({ eventId }) => eventId).sort(),
  );
}

async function catalogue() {
  const listed = await platform.all('extensions');
  findings.same(
    `${history.extensions.size} extensions`,
    listed.map(({ name }) => name).sort(),
    [...history.extensions.keys()].sort(),
  );
  const found = await eachOf([...history.extensions.keys()], async (name) => {
    const versions = [];
    let cursor = null;
    do {
      const page = (await platform.get(`extensions/${name}`, { limit: '100', cursor })).versions;
      versions.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return versions.map(({ version, author, publishedAt }) => [name, version, author, publishedAt].join(' '));
  });
  findings.same(
    'their versions, authors and times',
    found.flat().sort(),
    history.publications
      .map(({ name, version, author, time }) => [name, version, author, iso(time)].join(' '))
      .sort(),
  );
}

async function collectives() {
  const found = await platform.all('collectives');
  const shared = found.filter(({ personal }) => !personal);
  findings.same(
    `${history.collectives.size} collectives with their members and times, personal ones aside`,
    Object.fromEntries(
      shared.map(({ slug, foundedAt, memberCount }) => [slug, [foundedAt, memberCount]]).sort(),
    ),
    Object.fromEntries(
      [...history.collectives]
        .map(([slug, { time }]) => [slug, [iso(time), history.members.get(slug)?.size]])
        .sort(),
    ),
  );
  findings.same('one personal collective each', found.length - shared.length, people.length);
}

/** @param {typeof people[number]} person @returns {Promise<number>} how much differs */
async function score(person) {
  const own = new Findings();
  const { username } = person;
  const found = await platform.get(`stats/${username}`);
  const expected = {
    total: person.total,
    tier: person.tier.name,
    nextTier: person.tier.next,
    counters: {
      sign_up: 1,
      email_verified: 0,
      daily_sign_in: 0,
      collective_created: person.foundings,
      collective_invite_accepted: 0,
      extension_published: person.publications,
      extension_pulled: 0,
    },
    pulls: 0,
    streak: { days: 0, lastDate: null },
    activeDates: [...person.activeDates].sort(),
    badges: person.badges.map(({ badgeId, name, points, time }) => ({
      badgeId,
      name,
      points,
      awardedAt: iso(time),
    })),
  };
  const relevant = Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]]));
  relevant['activeDates'] = [...found.activeDates].sort();
  // No order is promised of badges that come at once.
  for (const { badges } of [relevant, expected]) badges.sort(byId);
  if (!isDeepStrictEqual(relevant, expected)) own.same(`score of ${username}`, relevant, expected);
  const grants = await platform.all(`operator/stats/${username}/grants`);
  const ledger = grants.map(({ grantId, source, amount, grantedAt }) =>
    [source, amount, grantedAt, grantId.startsWith('publish:') ? grantId : ''].join(' '),
  );
  const due = person.grants.map(({ id, source, amount, time }) =>
    [source, amount, iso(time), id.startsWith('publish:') ? id : ''].join(' '),
  );
  if (!isDeepStrictEqual(ledger.sort(), due.sort())) own.same(`ledger of ${username}`, ledger, due);
  return own.wrong;
}

/** At the end, a millisecond before it, in the middle, at the edges of a day and of a season, and now. */
async function leaderboards() {
  const times = history.publications.map(({ time }) => time);
  const last = Math.max(...times);
  const middle = times[Math.floor(times.length / 2)] ?? last;
  const season = 90 * 86_400_000;
  const moments = [
    last,
    last - 1,
    middle,
    middle + 86_400_000 - 1,
    middle + 86_400_000,
    Math.floor(last / season) * season,
    Math.floor(last / season) * season - 1,
    Date.now(),
  ];
  let rows = 0;
  for (const window of /** @type {const} */ (['all', 'season', 'week', 'day'])) {
    for (const at of moments) {
      const found = await platform.all('leaderboards', { window, at: iso(at) });
      const expected = history.leaderboard(window, at);
      rows += expected.length;
      const board = found.map(({ rank, username, points, reachedAt, tier }) => ({
        rank,
        username,
        points,
        tier,
        reachedAt,
      }));
      if (!isDeepStrictEqual(board, expected))
        findings.same(`leaderboard ${window} at ${iso(at)}`, board, expected);
    }
  }
  console.log(`compared leaderboards: 4 windows at ${moments.length} moments, ${rows} rows`);
}

/** Nobody of an import has an address, and old news is none. */
async function nothingSent() {
  findings.same('no mail', await platform.all('operator/mail'), []);
  findings.same('no post', await platform.all('operator/discord-messages'), []);
}
