import { contractOf } from '@boardwalk/integration-events';
import type { BoardwalkWorld, Person } from '../boardwalk-world.js';

/** What there is to see in each place, a line for each thing. */
type Lines = ReadonlyMap<string, readonly string[]>;

/** Wherever a consumer keeps what it makes of facts, and how a row reads; null is nothing to look at. */
const kept: Readonly<Record<string, string>> = {
  'collectives.people': `concat_ws(' ', username, CASE WHEN address_verified THEN 'proved' END, CASE WHEN NOT is_public THEN 'private' END, CASE WHEN suspended THEN 'suspended' END)`,
  'collectives.published_extensions': `concat_ws(' ', name, CASE WHEN is_public THEN 'public' ELSE 'private' END, CASE WHEN taken_down THEN 'taken down' END)`,
  'discord.announcements': 'withheld_because',
  'discord.hidden_people': `concat_ws(' ', user_id, because)`,
  'extensions.collectives': `concat_ws(' ', slug, CASE WHEN dissolved THEN 'dissolved' END)`,
  'extensions.memberships': `concat_ws(' ', user_id, role, 'of', (SELECT slug FROM extensions.collectives c WHERE c.collective_id = t.collective_id))`,
  'extensions.people': `concat_ws(' ', username, CASE WHEN NOT is_public THEN 'private' END, CASE WHEN suspended THEN 'suspended' END)`,
  'identity.account_deletions': 'user_id',
  'notifications.inbox': `concat_ws(' ', user_id, type)`,
  'notifications.people': `concat_ws(' ', coalesce(username, user_id), CASE WHEN address_proved THEN 'proved' END, CASE WHEN gone_at IS NOT NULL THEN 'gone' END)`,
  'notifications.pulls': `concat_ws(' ', user_id, extension_name, version)`,
  'stats.accounts': `concat_ws(' ', coalesce(username, user_id), CASE WHEN NOT is_public THEN 'private' END, CASE WHEN is_suspended THEN 'suspended' END)`,
  'stats.score_grants': `concat_ws(' ', user_id, source, trim_scale(amount))`,
  'stats.username_metrics': `concat_ws(' ', user_id, event, day, count)`,
};

/** What the whole platform makes of a deed, to be compared in full: what is missing shows, and so does what came twice. */
export class Consequences {
  /** For each wire type that was told of, the contexts in which anything changed with it. */
  readonly contextsByType = new Map<string, ReadonlySet<string>>();

  /** @param people who is called by name in what is found */
  constructor(
    private readonly world: BoardwalkWorld,
    private readonly people: readonly Person[],
  ) {}

  /**
   * Does it, and lets everything come of it that comes of it.
   * @returns a line for each place in which there is more than before (+) or less (-), the facts first
   * @throws {Error} unless telemetry has recorded each fact once
   */
  async of(deed: () => Promise<unknown>): Promise<string[]> {
    const before = await this.look();
    await deed();
    await this.world.drain();
    const { facts, records, ...places } = changesBetween(before, await this.look());
    const tracks = facts?.more.map((type) => contractOf(type)?.track ?? type) ?? [];
    if (tracks.sort().join() !== records?.more.join())
      throw new Error(`Of the facts ${tracks.join(', ')} there are the records ${records?.more.join(', ')}.`);
    const contexts = ['telemetry', ...Object.keys(places).map((place) => place.split('.', 1)[0] ?? '')];
    for (const type of facts?.more ?? [])
      this.contextsByType.set(type, new Set([...contexts, ...(this.contextsByType.get(type) ?? [])]));
    return [
      `facts ${counted(facts?.more ?? [])
        .join(', ')
        .replaceAll(/\.v1\b/g, '')}`,
      ...Object.entries(places).map(([place, { more, less }]) => {
        const lines = [
          ...counted(less).map((line) => `- ${line}`),
          ...counted(more).map((line) => `+ ${line}`),
        ];
        return `${place} ${lines.join(', ')}`;
      }),
    ];
  }

  private async look(): Promise<Lines> {
    const { mailServer, discord } = this.world;
    const lines = new Map<string, readonly string[]>();
    lines.set('facts', await this.linesOf('messaging.facts', 'type'));
    lines.set('records', await this.linesOf('telemetry.telemetry_events', 'name'));
    for (const [table, line] of Object.entries(kept)) lines.set(table, await this.linesOf(table, line));
    const mails = mailServer.mails.flatMap(({ recipients, subject }) =>
      recipients.map((recipient) => `${recipient.replace(/@.*/, '')} «${subject}»`),
    );
    lines.set('notifications.mails', mails);
    // As they read: without what keeps names from meaning anything.
    const posts = discord.messages.map(({ content }) => `«${content.replaceAll(/[\\*\u200b]/g, '')}»`);
    lines.set('discord.messages', posts);
    return lines;
  }

  private async linesOf(table: string, line: string): Promise<string[]> {
    const select = `SELECT line FROM (SELECT ${line} AS line FROM ${table} t) lines WHERE line IS NOT NULL`;
    return (await this.world.rows<{ line: string }>(select)).map(({ line: text }) =>
      this.people.reduce((read, { userId, username }) => read.replaceAll(userId, username), text),
    );
  }
}

interface Change {
  readonly more: string[];
  readonly less: string[];
}

function changesBetween(before: Lines, after: Lines): Record<string, Change> {
  const changes: Record<string, Change> = {};
  for (const [place, now] of after) {
    const earlier = before.get(place) ?? [];
    const change = { more: without(now, earlier), less: without(earlier, now) };
    if (change.more.length + change.less.length > 0) changes[place] = change;
  }
  return changes;
}

/** Each as often as it is there more often, in the order of the alphabet. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  const more = lines.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return more.sort();
}

/** The same lines in one. @param lines in the order of the alphabet */
function counted(lines: readonly string[]): string[] {
  return [...Map.groupBy(lines, (line) => line)].map(([line, same]) =>
    same.length === 1 ? line : `${same.length} × ${line}`,
  );
}
