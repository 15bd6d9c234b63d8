// What the scores must be after a file of publications was imported into an empty platform, worked out from the file and
// the written rules alone (modules/stats/README.md). It shares no code with the platform, needs nothing but Node 18, and
// checks the platform for that reason: what both say is most likely right.
//
//     node test/scripts/recompute-leaderboard.mjs FILE.jsonl[.gz] [--at 2026-06-01T00:00:00Z] [--window all|season|week|day]
//
// prints the leaderboard of that window at that moment; without --window everything, as JSON.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';

const hour = 3_600_000;
const day = 24 * hour;

const tiers = [
  [0, 'Novice I'],
  [50, 'Novice II'],
  [100, 'Novice III'],
  [500, 'Contributor I'],
  [1_000, 'Contributor II'],
  [2_000, 'Contributor III'],
  [3_500, 'Maintainer I'],
  [5_000, 'Maintainer II'],
  [7_500, 'Maintainer III'],
  [10_000, 'Steward I'],
  [15_000, 'Steward II'],
  [20_000, 'Steward III'],
  [30_000, 'Pillar I'],
  [50_000, 'Pillar II'],
  [75_000, 'Pillar III'],
];

/** @param {number} balance */
const stepAt = (balance) => tiers.filter(([threshold]) => Number(threshold) <= balance).length - 1;

/** @param {number} time milliseconds */
const seasonOf = (time) => Math.floor(Math.floor(time / day) / 90);

/**
 * First and last millisecond of a window.
 * @param {'all' | 'season' | 'week' | 'day'} window
 * @param {number} at
 * @returns {[number, number]}
 */
export function windowAt(window, at) {
  if (window === 'all') return [Number.NEGATIVE_INFINITY, at];
  if (window === 'week') return [at - 7 * day + 1, at];
  if (window === 'day') return [at - day + 1, at];
  const season = seasonOf(at);
  return [season * 90 * day, (season + 1) * 90 * day - 1];
}

/**
 * @typedef {object} Line
 * @property {number} time
 * @property {string} name
 * @property {string} version
 * @property {string} author
 * @property {string} collective
 * @property {string[]} platforms
 */

/** @param {string} text @returns {Line | null} null for a line that no import can take */
function parse(text) {
  /** @type {Record<string, unknown>} */
  let line;
  try {
    line = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return null;
  const { publishedAt, name, version, author, platforms = [] } = line;
  if (typeof publishedAt !== 'string' || Number.isNaN(Date.parse(publishedAt))) return null;
  if (typeof name !== 'string' || !/^@[a-z0-9_-]+(\/[a-z0-9_-]+)+$/.test(name)) return null;
  if (typeof version !== 'string' || !isCalendarVersion(version)) return null;
  if (typeof author !== 'string' || !/^[a-z0-9][a-z0-9_-]{2,31}$/.test(author)) return null;
  return {
    time: Date.parse(publishedAt),
    name,
    version,
    author,
    collective: name.slice(1, name.indexOf('/')),
    platforms: Array.isArray(platforms) ? platforms : [],
  };
}

/** @param {string} version YYYY.MM.DD.MICRO, of a day that exists */
function isCalendarVersion(version) {
  const parts = /^(\d{4})\.(\d{2})\.(\d{2})\.(0|[1-9]\d*)$/.exec(version);
  if (parts === null) return false;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCFullYear() === year && found.getUTCMonth() === month - 1 && found.getUTCDate() === date;
}

/**
 * @typedef {{ id: string, source: string, amount: number, time: number }} Grant
 * @typedef {{ badgeId: string, name: string, points: number, time: number }} Badge
 */

class Person {
  /** @param {string} username */
  constructor(username) {
    this.username = username;
    /** @type {Grant[]} */
    this.grants = [];
    /** @type {Badge[]} */
    this.badges = [];
    this.publications = 0;
    this.foundings = 0;
    this.foundingPoints = 0;
    /** @type {Set<string>} of all that was published */
    this.platforms = new Set();
    /** @type {Map<number, number>} points of publishing by season */
    this.publishingPoints = new Map();
    /** @type {Set<string>} */
    this.activeDates = new Set();
  }

  /** @param {string} id @param {string} source @param {number} amount @param {number} time */
  grant(id, source, amount, time) {
    if (amount > 0) this.grants.push({ id, source, amount, time });
  }

  /** @param {number} time */
  active(time) {
    this.activeDates.add(new Date(time).toISOString().slice(0, 10));
  }

  get total() {
    return this.grants.reduce((sum, { amount }) => sum + amount, 0);
  }

  /** The tier reached, and the one above it. */
  get tier() {
    const reached = stepAt(this.total);
    const next = tiers[reached + 1];
    return {
      name: String(tiers[reached]?.[1]),
      next: next === undefined ? null : { name: String(next[1]), from: Number(next[0]) },
    };
  }

  /** How often a grant brought a higher tier; one that leaps over several counts once. */
  get climbs() {
    let balance = 0;
    let climbs = 0;
    for (const { amount } of this.grants) {
      if (stepAt(balance + amount) > stepAt(balance)) climbs += 1;
      balance += amount;
    }
    return climbs;
  }
}

/** Everything that follows from a file. */
export class History {
  constructor() {
    /** @type {Map<string, Person>} */
    this.people = new Map();
    /** @type {Map<string, { founder: string, time: number }>} */
    this.collectives = new Map();
    /** @type {Map<string, Set<string>>} who was taken in, the founder among them */
    this.members = new Map();
    /** @type {Map<string, Set<string>>} */
    this.extensions = new Map();
    /** @type {Line[]} what counts, in the order of the file */
    this.publications = [];
    this.repeated = 0;
    this.rejected = 0;
  }

  /** @param {string} text a line of the file */
  take(text) {
    if (text.trim() === '') return;
    const line = parse(text);
    if (line === null) {
      this.rejected += 1;
      return;
    }
    const versions = this.extensions.get(line.name) ?? new Set();
    this.extensions.set(line.name, versions);
    if (versions.has(line.version)) {
      this.repeated += 1;
      return;
    }
    versions.add(line.version);
    this.publications.push(line);
    this.join(line);
    this.publish(line);
  }

  /** @param {Line} line whoever publishes first in a collective has founded it, later ones join */
  join({ collective, author, time }) {
    const person = this.person(author, time);
    const members = this.members.get(collective) ?? new Set();
    this.members.set(collective, members.add(author));
    if (this.collectives.has(collective)) return;
    this.collectives.set(collective, { founder: author, time });
    const amount = Math.min(50, 250 - person.foundingPoints);
    person.grant(`founding:${collective}`, 'collective-founded', amount, time);
    person.foundingPoints += amount;
    person.foundings += 1;
    if (person.foundings === 1) award(person, 'founder', 'Founder', 100, time);
    person.active(time);
  }

  /** @param {Line} line */
  publish({ name, version, author, time, platforms }) {
    const person = this.person(author, time);
    person.publications += 1;
    person.active(time);
    const season = seasonOf(time);
    const used = person.publishingPoints.get(season) ?? 0;
    const isFirst = person.publications === 1;
    const amount = Math.min(isFirst ? 500 : 50, 5_000 - used);
    person.grant(
      `publish:${name}:${version}`,
      isFirst ? 'first-publication' : 'further-version',
      amount,
      time,
    );
    person.publishingPoints.set(season, used + amount);
    if (isFirst) award(person, 'first-publish', 'First Publish', 100, time);
    if (this.publications.length === 1)
      award(person, 'first-on-the-boardwalk', 'First on the Boardwalk', 1_000, time);
    for (const platform of platforms) person.platforms.add(platform);
    if (person.platforms.size >= 3 && !person.badges.some(({ badgeId }) => badgeId === 'polyglot'))
      award(person, 'polyglot', 'Polyglot', 100, time);
  }

  /** @param {string} username @param {number} time of the line that names the person first: an imported sign-up, which brings no points */
  person(username, time) {
    const known = this.people.get(username);
    if (known !== undefined) return known;
    const person = new Person(username);
    person.active(time);
    this.people.set(username, person);
    return person;
  }

  /** @param {'all' | 'season' | 'week' | 'day'} window @param {number} at */
  leaderboard(window, at) {
    const [from, to] = windowAt(window, at);
    const standings = [];
    for (const { username, grants, tier } of this.people.values()) {
      const within = grants.filter(({ time }) => time >= from && time <= to);
      if (within.length === 0) continue;
      const points = within.reduce((sum, { amount }) => sum + amount, 0);
      const reachedAt = within.reduce((latest, { time }) => Math.max(latest, time), from);
      standings.push({ username, points, reachedAt, tier: tier.name });
    }
    standings.sort(
      (a, b) => b.points - a.points || a.reachedAt - b.reachedAt || (a.username < b.username ? -1 : 1),
    );
    return standings.map(({ reachedAt, ...standing }, index) => ({
      rank: index + 1,
      ...standing,
      reachedAt: new Date(reachedAt).toISOString(),
    }));
  }
}

/** @param {Person} person @param {string} badgeId @param {string} name @param {number} points @param {number} time */
function award(person, badgeId, name, points, time) {
  person.badges.push({ badgeId, name, points, time });
  person.grant(`badge:${badgeId}`, badgeId, points, time);
}

/** @param {string} file lines of JSON, packed if its name ends in .gz */
export async function historyOf(file) {
  const history = new History();
  const bytes = createReadStream(file);
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
    history.take(line);
  return history;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { at: { type: 'string' }, window: { type: 'string' } },
  });
  const [file] = positionals;
  const windows = /** @type {const} */ (['all', 'season', 'week', 'day']);
  const wanted = windows.filter((window) => values.window === undefined || values.window === window);
  const at = values.at === undefined ? Date.now() : Date.parse(values.at);
  if (file === undefined || wanted.length === 0 || Number.isNaN(at)) {
    process.stderr.write(
      'usage: recompute-leaderboard.mjs FILE.jsonl[.gz] [--at TIME] [--window all|season|week|day]\n',
    );
    process.exit(2);
  }
  const history = await historyOf(file);
  if (values.window !== undefined) {
    for (const { rank, points, reachedAt, tier, username } of history.leaderboard(wanted[0] ?? 'all', at))
      console.log([rank, points, reachedAt, tier, username].join('\t'));
    return;
  }
  const people = [...history.people.values()].map((person) => ({
    username: person.username,
    total: person.total,
    tier: person.tier.name,
    publications: person.publications,
    foundings: person.foundings,
    grants: person.grants.length,
    badges: person.badges.map(({ name }) => name),
  }));
  const boards = Object.fromEntries(wanted.map((window) => [window, history.leaderboard(window, at)]));
  const { repeated, rejected } = history;
  const counts = {
    publications: history.publications.length,
    repeated,
    rejected,
    extensions: history.extensions.size,
    collectives: history.collectives.size,
  };
  console.log(
    JSON.stringify({ ...counts, at: new Date(at).toISOString(), people, leaderboards: boards }, null, 2),
  );
}
