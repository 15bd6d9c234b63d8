import { createHash, randomUUID } from 'node:crypto';
import { type Answering, type Asked, problem, StandIn } from './stand-in.js';

interface Somebody {
  readonly userId: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

interface Publication {
  readonly publicationId: string;
  readonly name: string;
  readonly version: string;
  readonly checksum: string;
  readonly author: Somebody;
  readonly labels: readonly string[];
  readonly platforms: readonly string[];
  status: 'initiated' | 'uploaded' | 'confirmed' | 'expired';
  bytes: Buffer;
}

interface Announced extends Pick<Publication, 'name' | 'version' | 'checksum'> {
  readonly labels?: readonly string[];
  readonly platforms?: readonly string[];
}

interface Fact {
  readonly eventId: string;
  readonly type: string;
  readonly key: string;
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, string>>;
}

/** What goes wrong in it, each at most once for each fact that it may befall. */
export interface Faults {
  /** Facts of this type that are answered and never written. */
  lose?: string;
  /** Facts of this type that are written twice. */
  repeat?: string;
  /** The first two facts of a key change places. */
  swap?: boolean;
  /** Mails that are not sent, by template. */
  unsent?: string;
  /** Records of telemetry of this type that are missing. */
  unrecorded?: string;
  /** Requests to this path are answered so, after the first few if some are let through. */
  answer?: { readonly path: RegExp; readonly with: Answering; left?: number };
}

const date = '2026-04-09T10:00:00.000Z';

/** People, collectives and extensions as a platform has them, at once and in memory. */
export class LittleCommunity implements AsyncDisposable {
  readonly faults: Faults = {};
  /** Called with each request. */
  watch: () => void = () => undefined;
  readonly people = new Map<string, Somebody>();
  readonly tokens = new Map<
    string,
    { readonly who: Somebody; readonly kind: 'session' | 'key'; readonly id: string }
  >();
  readonly collectives = new Map<string, { readonly owner: Somebody; readonly members: Somebody[] }>();
  readonly publications: Publication[] = [];
  readonly standings: string[] = [];
  /** Of every extension. */
  deprecation: { at: string; supersededBy: string | null } | null = null;
  private readonly facts: Fact[] = [];
  private readonly mails: { to: string; eventId: string; templateKey: string; text: string }[] = [];
  private readonly invites = new Map<string, { slug: string; email: string; token: string }>();
  private readonly verifications = new Map<string, Somebody>();
  private readonly pulls = new Set<string>();

  private constructor(readonly http: StandIn) {}

  static async start(): Promise<LittleCommunity> {
    const answering: { by?: LittleCommunity } = {};
    const http = await StandIn.start((asked) => answering.by?.answer(asked) ?? 'drop');
    answering.by = new LittleCommunity(http);
    return answering.by;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.http.close();
  }

  /** Somebody with a password, who was there before. */
  settle(username: string, password = 'a long walk'): Somebody {
    const somebody = { userId: `u-${username}`, username, email: `${username}@example.com`, password };
    this.people.set(username, somebody);
    return somebody;
  }

  private answer(asked: Asked): Answering {
    this.watch();
    const url = new URL(asked.path, 'http://platform/');
    const path = url.pathname.slice(1);
    const { answer } = this.faults;
    if (answer?.path.test(path) === true) {
      answer.left = (answer.left ?? 0) - 1;
      if (answer.left < 0) return answer.with;
    }
    return path.startsWith('operator/')
      ? this.operator(path.slice('operator/'.length), url.searchParams)
      : this.member(`${asked.method} ${path}`, asked, url.searchParams);
  }

  private operator(path: string, query: URLSearchParams): Answering {
    const items = this.facts.map((fact, at) => ({ ...fact, position: `1-${at + 1}` }));
    switch (path.replace(/^stats\/.*$/, 'stats')) {
      case 'events': {
        const after = Number(query.get('after')?.split('-')[1] ?? items.length);
        const page = items.slice(after, after + 7);
        return ok({ items: page, nextCursor: null, position: `1-${after + page.length}` });
      }
      case 'consumers':
        return ok({
          head: '1-1',
          total: items.length,
          subscriptions: [{ name: 'all', lag: 0, retrying: 0, dead: 0 }],
        });
      case 'mail': {
        const mails = this.mails.filter(({ to }) => to === query.get('to'));
        return ok({ items: mails.map((mail) => ({ ...mail, status: 'sent' })), nextCursor: null });
      }
      case 'telemetry-events':
        return ok({
          items: this.facts.filter(({ type }) => type !== this.faults.unrecorded).toReversed(),
          nextCursor: null,
        });
      case 'stats': {
        const of = this.people.get(path.split('/')[1] ?? '')?.userId;
        const own = this.facts.filter(({ data }) => data['userId'] === of);
        return ok({
          items: own.map(({ eventId }) => ({ grantId: `grant:${eventId}`, eventId })),
          nextCursor: null,
        });
      }
      default:
        return problem(404, 'no-such-route', path);
    }
  }

  private member(request: string, { body, token }: Asked, query: URLSearchParams): Answering {
    const said = (typeof body === 'object' ? body : {}) as Record<string, string>;
    const who = this.tokens.get(token ?? '');
    const [, first = '', second = ''] = request.split('/').map(decodeURIComponent);
    switch (request.replace(/\/.*$/, '')) {
      case 'POST users':
        return this.signUp(said);
      case 'POST email-verifications': {
        const verified = this.verifications.get(said['token'] ?? '');
        this.verifications.delete(said['token'] ?? '');
        if (verified === undefined) return problem(410, 'verification-token-spent', 'Used.');
        this.tell('identity.email-verified.v1', verified.userId, { userId: verified.userId });
        return ok({ userId: verified.userId });
      }
      case 'POST sessions': {
        const found = [...this.people.values()].find(
          ({ username, email }) => username === said['username'] || email === said['email'],
        );
        if (found === undefined || found.password !== said['password'])
          return problem(
            401,
            'wrong-credentials',
            'No account has this login and this password. Check both.',
          );
        return ok({ token: this.token(found, 'session').text }, 201);
      }
      case 'DELETE sessions':
        this.tokens.delete(token ?? '');
        return { status: 204 };
      case 'GET stats':
        return this.stats(first);
      case 'GET leaderboards':
      case 'GET collectives':
        return first === '' ? ok({ items: [], nextCursor: null }) : this.collective(first, who?.who);
      case 'GET extensions':
        return this.extension(request, query, who?.who);
      default:
        return who === undefined
          ? problem(401, 'unauthenticated', 'This route is for signed-in users.')
          : this.signedIn(request, said, body, who, first, second);
    }
  }

  private signedIn(
    request: string,
    said: Record<string, string>,
    body: unknown,
    { who, kind }: { readonly who: Somebody; readonly kind: 'session' | 'key' },
    first: string,
    second: string,
  ): Answering {
    const { userId, username } = who;
    switch (request.replace(/\/.*$/, '')) {
      case 'GET me':
        return ok({ userId, username });
      case 'POST api-keys': {
        if (kind === 'key') return problem(403, 'session-required', 'Only a session may.');
        if (second === 'revoke') {
          for (const [text, { id }] of this.tokens) if (id === first) this.tokens.delete(text);
          return ok({ apiKeyId: first, enabled: false });
        }
        const { text, id } = this.token(who, 'key');
        this.tell('identity.api-key-created.v1', userId, { userId: `key of ${userId}`, apiKeyId: id });
        return ok({ apiKeyId: id, key: text }, 201);
      }
      case 'POST collectives': {
        if (second === 'invites') return this.invite(first, said['email'] ?? '', who);
        const slug = said['slug'] ?? '';
        if (this.collectives.has(slug))
          return problem(409, 'slug-taken', 'Another collective has this slug.');
        this.collectives.set(slug, { owner: who, members: [who] });
        this.tell('collectives.collective-created.v1', slug, { slug, createdByUserId: userId });
        return ok({ slug, name: said['name'] }, 201);
      }
      case 'POST invites': {
        const invite = this.invites.get(first);
        if (invite === undefined || invite.token !== said['token'])
          return problem(404, 'invite-not-found', 'No.');
        this.collectives.get(invite.slug)?.members.push(who);
        this.tell('collectives.invite-accepted.v1', invite.slug, { inviteId: first, invitee: userId });
        return ok({ slug: invite.slug });
      }
      case 'POST publications':
        return second === 'confirm' ? this.confirm(first) : this.announce(body as Announced, who);
      case 'GET publications':
      case 'PUT publications': {
        const found = this.publications.find(({ publicationId }) => publicationId === first);
        if (found === undefined) return problem(404, 'publication-not-found', 'You have none.');
        if (!request.startsWith('PUT')) return ok({ ...found, author: undefined, bytes: undefined });
        found.bytes = Buffer.from(String(body), 'latin1');
        found.status = 'uploaded';
        return ok({ status: 'uploaded' });
      }
      case 'POST extensions':
        this.standings.push(`${second} ${first} ${JSON.stringify(said)}`);
        return { status: 204 };
      default:
        return problem(404, 'no-such-route', request);
    }
  }

  private signUp({ username = '', email = '', password = '' }: Record<string, string>): Answering {
    if (!/^[a-z0-9][a-z0-9_-]{2,31}$/.test(username)) return problem(400, 'validation-failed', 'Not so.');
    if (this.people.has(username)) return problem(409, 'username-taken', 'Somebody else has this username.');
    const { userId } = { userId: `u-${username}` };
    this.people.set(username, { userId, username, email, password });
    const welcome = this.tell('identity.user-registered.v1', userId, { userId, username });
    this.mail('welcome', email, welcome, 'Welcome.');
    const token = randomUUID();
    this.verifications.set(token, { userId, username, email, password });
    const asked = this.tell('identity.email-verification-requested.v1', userId, { userId });
    this.mail('verify-email', email, asked, `http://platform/verify-email?token=${token}`);
    return ok({ userId, username }, 201);
  }

  private invite(slug: string, email: string, who: Somebody): Answering {
    if (this.collectives.get(slug)?.owner.userId !== who.userId)
      return problem(
        404,
        'collective-not-found',
        'No collective has this slug, or you are not a member of it.',
      );
    const [inviteId, token] = [randomUUID(), randomUUID()];
    this.invites.set(inviteId, { slug, email, token });
    const sent = this.tell('collectives.invite-sent.v1', slug, { inviteId, slug });
    this.mail(
      'collective-invite',
      email,
      sent,
      `http://platform/accept-invite?invite=${inviteId}&token=${token}`,
    );
    return ok({ inviteId }, 201);
  }

  private announce(
    { name, version, checksum, labels = [], platforms = [] }: Announced,
    author: Somebody,
  ): Answering {
    const taken = this.publications.some(
      (one) => one.name === name && one.version === version && one.status === 'confirmed',
    );
    if (taken) return problem(409, 'version-taken', 'It is published already.');
    const publicationId = randomUUID();
    const what = { publicationId, name, version, checksum, labels, platforms, author };
    this.publications.push({ ...what, status: 'initiated', bytes: Buffer.alloc(0) });
    return ok({ publicationId }, 201);
  }

  private confirm(publicationId: string): Answering {
    const found = this.publications.find((one) => one.publicationId === publicationId);
    if (found === undefined || found.status === 'initiated')
      return problem(409, 'archive-missing', 'Upload first.');
    const { name, version, author } = found;
    if (found.status === 'uploaded') {
      found.status = 'confirmed';
      const data = { extensionName: name, version, userId: author.userId };
      this.tell('extensions.extension-published.v1', name, data);
    }
    return ok({ publicationId, name, version });
  }

  private stats(username: string): Answering {
    const of = this.people.get(username)?.userId;
    if (of === undefined) return problem(404, 'no-such-account', 'Nobody has this name.');
    const own = this.facts.filter(({ data }) => data['userId'] === of || data['createdByUserId'] === of);
    const count = (type: string) => own.filter((fact) => fact.type === type).length;
    return ok({
      counters: {
        sign_up: count('identity.user-registered.v1'),
        email_verified: count('identity.email-verified.v1'),
        collective_created: count('collectives.collective-created.v1'),
        extension_published: count('extensions.extension-published.v1'),
      },
    });
  }

  private collective(slug: string, who: Somebody | undefined): Answering {
    const found = this.collectives.get(slug);
    if (found === undefined) return problem(404, 'collective-not-found', 'No collective has this slug.');
    const isMember = who !== undefined && found.members.some(({ userId }) => userId === who.userId);
    const members = found.members.map(({ username }) => ({ username, role: 'owner', joinedAt: date }));
    const { length: memberCount } = members;
    const shown = isMember ? members : null;
    return ok({ slug, name: slug, personal: false, foundedAt: date, memberCount, members: shown });
  }

  private extension(request: string, query: URLSearchParams, who: Somebody | undefined): Answering {
    const parts = request.slice('GET extensions'.length).split('/').slice(1).map(decodeURIComponent);
    const confirmed = this.publications.filter(({ status }) => status === 'confirmed');
    if (parts.length === 0) return ok({ items: this.found(confirmed, query), nextCursor: null });
    const name = parts[0]?.includes('/') === true ? parts[0] : parts.slice(0, 2).join('/');
    const releases = confirmed.filter((one) => one.name === name).toReversed();
    if (releases.length === 0) return problem(404, 'extension-not-found', `There is no extension "${name}".`);
    const versions = releases.map(({ version, checksum, bytes, author, labels, platforms }) => ({
      ...{ version, checksum, size: bytes.length, labels, platforms },
      ...{ author: author.username, publishedAt: date, pulls: 3, yanked: null },
    }));
    if (parts[1] !== 'versions') {
      const [summary] = this.found(releases, new URLSearchParams());
      const page = pageOf(versions, query);
      return ok({ ...summary, license: 'MIT', yanked: null, deprecation: this.deprecation, versions: page });
    }
    if (parts.length === 2) return ok(pageOf(versions, query));
    const at = parts[2] === 'latest' ? 0 : versions.findIndex(({ version }) => version === parts[2]);
    const [wanted, release] = [versions[at], releases[at]];
    if (wanted === undefined || release === undefined)
      return problem(404, 'version-not-found', 'It has no such version.');
    if (parts[3] !== 'archive') return ok(wanted);
    const mark = `${name} ${wanted.version} ${who?.userId}`;
    if (who !== undefined && !this.pulls.has(mark)) {
      this.pulls.add(mark);
      const data = { extensionName: name, version: wanted.version, pulledBy: who.userId };
      this.tell('extensions.extension-pulled.v1', name, data);
    }
    return { status: 200, bytes: release.bytes, headers: { 'content-type': 'application/gzip' } };
  }

  private found(releases: readonly Publication[], query: URLSearchParams): object[] {
    const names = [...new Set(releases.map(({ name }) => name))];
    return names
      .filter((name) => name.includes(query.get('q') ?? ''))
      .map((name) => ({
        name,
        collective: name.slice(1).split('/')[0],
        visibility: 'public',
        description: 'Made \u001b[2J here',
        labels: ['load'],
        platforms: [],
        latest: releases.findLast((one) => one.name === name)?.version ?? null,
        lastPublishedAt: date,
        pulls: 3,
        deprecated: this.deprecation !== null,
      }));
  }

  private token(who: Somebody, kind: 'session' | 'key') {
    const id = randomUUID();
    const text = `${kind === 'key' ? 'bw_' : ''}${createHash('sha256').update(id).digest('hex')}`;
    this.tokens.set(text, { who, kind, id });
    return { text, id };
  }

  private mail(templateKey: string, to: string, { eventId }: Fact, text: string): void {
    if (templateKey !== this.faults.unsent) this.mails.push({ to, eventId, templateKey, text });
  }

  private tell(type: string, key: string, data: Readonly<Record<string, string>>): Fact {
    const fact = { eventId: randomUUID(), type, key, occurredAt: date, data };
    if (this.faults.lose === type) return fact;
    const before = this.facts.findIndex((one) => one.key === key);
    const isSecond = this.facts.filter((one) => one.key === key).length === 1;
    if (this.faults.swap === true && isSecond) this.facts.splice(before, 0, fact);
    else this.facts.push(fact);
    if (this.faults.repeat === type) this.facts.push({ ...fact, eventId: randomUUID() });
    return fact;
  }
}

function pageOf(items: readonly object[], query: URLSearchParams) {
  const from = Number(query.get('cursor') ?? 0);
  const end = from + Number(query.get('limit') ?? 20);
  return { items: items.slice(from, end), nextCursor: end < items.length ? String(end) : null };
}

function ok(body: unknown, status = 200): Answering {
  return { status, body };
}
