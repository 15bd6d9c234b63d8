import { type Answering, type Asked, problem, StandIn } from './stand-in.js';

interface Line {
  readonly line: number;
  readonly name: string;
  readonly version: string;
  readonly author: string;
}

/** What becomes of the next request: it is lost before or after its work is done, or refused. */
export type Mishap = 'lost before' | 'lost after' | { readonly status: number };

/**
 * Takes imports as a platform does: facts in a log, a registry that learns of people and collectives a little later,
 * nothing twice.
 */
export class LittlePlatform implements AsyncDisposable {
  /** What was published, in the order of the log. */
  readonly published: string[] = [];
  private readonly versions = new Set<string>();
  readonly users = new Map<string, number>();
  readonly collectives = new Map<string, { at: number; founder: string; members: string[] }>();
  /** In this order, one a request to an import route. */
  readonly mishaps: Mishap[] = [];
  /** Looks at the consumers until they have caught up. */
  looksUntilCaughtUp = 0;
  /** Usernames that are refused. */
  reserved = new Set<string>();
  /** The largest body that is taken, in characters. */
  largestBody = 2_000_000;
  token = 'operator';
  /** False: somebody unknown is refused at once, so that it cannot be found out how far the registry is. */
  answersQuestions = true;
  /** Where the registry has come to in the log; it gains so much with each request that finds it behind. */
  private registry = 0;
  private head = 0;

  private constructor(
    readonly http: StandIn,
    private readonly gain: number,
  ) {}

  /** @param gain how far the registry gets between two requests; by default it is always up to date */
  static async start({ gain = Number.POSITIVE_INFINITY } = {}): Promise<LittlePlatform> {
    const answering: { by?: LittlePlatform } = {};
    const http = await StandIn.start((asked) => answering.by?.answer(asked) ?? 'drop');
    const platform = new LittlePlatform(http, gain);
    answering.by = platform;
    return platform;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.http.close();
  }

  /** Requests to one of the import routes. */
  asked(route: 'users' | 'collectives' | 'publications'): Asked[] {
    return this.http.asked.filter(({ path }) => path === `operator/${route}:import`);
  }

  private answer(asked: Asked): Answering {
    if (asked.token !== this.token) return problem(401, 'unauthenticated', 'Not the operator.');
    const [path = ''] = asked.path.split('?');
    if (path === 'operator/events')
      return { status: 200, body: { items: this.head === 0 ? [] : [{ position: `7-${this.head}` }] } };
    if (path === 'operator/consumers') return { status: 200, body: this.consumers() };
    const mishap = this.mishaps.shift();
    if (mishap === 'lost before') return 'drop';
    if (typeof mishap === 'object') return problem(mishap.status, 'unavailable', 'Come back.');
    const answer = this.take(path, asked);
    return mishap === 'lost after' ? 'drop' : answer;
  }

  private take(path: string, asked: Asked): Answering {
    if (JSON.stringify(asked.body).length > this.largestBody)
      return problem(413, 'body-too-large', 'The body is larger than the route takes.');
    const before = this.head;
    const results = this.results(path, asked.body, Number(asked.position ?? 0));
    if (results === null) return problem(404, 'no-such-route', `No ${path}.`);
    const told: Record<string, string> =
      this.head > before ? { 'boardwalk-position': String(this.head) } : {};
    return { status: 200, body: { results }, headers: told };
  }

  private results(path: string, body: unknown, position: number): object[] | null {
    switch (path) {
      case 'operator/users:import':
        return (body as { users: { username: string }[] }).users.map(({ username }) => {
          if (this.reserved.has(username))
            return { username, status: 'rejected', reason: 'The name is reserved.' };
          if (this.users.has(username)) return { username, status: 'repeated' };
          this.users.set(username, ++this.head);
          return { username, status: 'done' };
        });
      case 'operator/collectives:import':
        return this.takeCollectives(body as never);
      case 'operator/publications:import':
        return this.takeLines((body as { lines: Line[] }).lines, position);
      default:
        return null;
    }
  }

  private takeCollectives(body: {
    collectives: { slug: string; founder: string }[];
    members: { slug: string; username: string }[];
  }): object[] {
    const founded = body.collectives.map(({ slug, founder }) => {
      if (this.collectives.has(slug)) return { slug, status: 'repeated' };
      this.collectives.set(slug, { at: ++this.head, founder, members: [founder] });
      return { slug, status: 'done' };
    });
    const joined = body.members.map(({ slug, username }) => {
      const collective = this.collectives.get(slug);
      if (collective === undefined)
        return { slug, username, status: 'rejected', reason: 'No such collective.' };
      if (collective.members.includes(username)) return { slug, username, status: 'repeated' };
      collective.members.push(username);
      this.head += 1;
      return { slug, username, status: 'done' };
    });
    return [...founded, ...joined];
  }

  private takeLines(lines: readonly Line[], position: number): object[] {
    const waiting = new Set<string>();
    const results = lines.map(({ line, name, version, author }) => {
      const slug = name.slice(1, name.indexOf('/'));
      const known = this.knows(this.users.get(author)) && this.knows(this.collectives.get(slug)?.at);
      const unheardOf = !this.users.has(author) && !this.answersQuestions;
      if (waiting.has(name) || (!known && !unheardOf && this.registry < position)) {
        waiting.add(name);
        return { line, status: 'behind' };
      }
      if (!known) return { line, status: 'rejected', reason: 'Nobody knows its author or its collective.' };
      if (this.versions.has(`${name} ${version}`)) return { line, status: 'repeated' };
      this.versions.add(`${name} ${version}`);
      this.published.push(`${name} ${version}`);
      this.head += 1;
      return { line, status: 'done' };
    });
    this.registry = Math.min(this.head, this.registry + this.gain);
    return results;
  }

  private knows(at: number | undefined): boolean {
    if (this.gain === Number.POSITIVE_INFINITY) return at !== undefined;
    return at !== undefined && at <= this.registry;
  }

  private consumers(): object {
    const busy = this.looksUntilCaughtUp > 0;
    if (busy) this.looksUntilCaughtUp -= 1;
    const subscription = {
      context: 'stats',
      retrying: 0,
      waiting: 0,
      dead: 0,
      owner: 'somebody',
      position: '7-1',
    };
    return {
      head: `7-${this.head}`,
      total: this.head,
      subscriptions: [
        { ...subscription, name: 'stats.scores', lag: busy ? 41 : 0 },
        { ...subscription, name: 'telemetry.track', lag: 0 },
      ],
    };
  }
}
