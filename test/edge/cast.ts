import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonLogger, ServiceToken } from '@boardwalk/http';
import { InProcessTransport, Messaging } from '@boardwalk/messaging';
import { Migrations } from '@boardwalk/persistence';
import { contextNames, createPlatform } from '@boardwalk/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { gzipped } from '../journeys/archives.ts';

const secret = 'secret-of-the-platform-that-is-attacked-0123456789';
const operatorToken = 'operator-of-the-platform-that-is-attacked-0123456789';

/** Who can send a request. */
export const callerNames = [
  'nobody',
  'stranger',
  'owner',
  'admin',
  'member',
  'keyOfOwner',
  'keyWithoutScope',
  'client',
  'suspended',
  'operator',
  'service',
] as const;
export type CallerName = (typeof callerNames)[number];

/** Whom the private things of the owner's collective may be shown to. */
export const insiders: readonly CallerName[] = [
  'owner',
  'admin',
  'member',
  'keyOfOwner',
  'operator',
  'service',
];

export interface Caller {
  readonly name: CallerName;
  /** Nothing for nobody. */
  readonly token?: string;
}

/** Words that stand in private things and nowhere else, not even in a request. */
export const markers = {
  description: 'a-description-for-members-only-5d1f',
  releaseNotes: 'release-notes-for-members-only-77ab',
} as const;

/** The whole platform in this process, with people of every role and something that is theirs alone. */
export class Cast {
  readonly app: NestFastifyApplication;
  private readonly home: string;
  readonly callers = new Map<CallerName, Caller>();
  /** Values that exist, by what routes call them. */
  readonly known: Record<string, string[]> = {};

  /** What the platform logged of its failures, newest last. */
  readonly failures: string[];

  private constructor(app: NestFastifyApplication, home: string, failures: string[]) {
    this.app = app;
    this.home = home;
    this.failures = failures;
  }

  static async migrate(databaseUrl: string): Promise<void> {
    const home = await mkdtemp(join(tmpdir(), 'boardwalk-cast-'));
    const app = await platformOn(databaseUrl, home);
    await app.get(Migrations).run();
    await app.close();
    await rm(home, { recursive: true, force: true });
  }

  /** @param databaseUrl of a migrated database */
  static async start(databaseUrl: string): Promise<Cast> {
    const home = await mkdtemp(join(tmpdir(), 'boardwalk-cast-'));
    const failures: string[] = [];
    const app = await platformOn(databaseUrl, home, (line) => failures.push(line));
    await app.listen(0, '127.0.0.1');
    const cast = new Cast(app, home, failures);
    await cast.assemble();
    return cast;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await rm(this.home, { recursive: true, force: true });
  }

  send(options: InjectOptions): Promise<LightMyRequestResponse> {
    return this.app.getHttpAdapter().getInstance().inject(options);
  }

  async drain(): Promise<void> {
    await this.app.get(Messaging).drain();
  }

  /** Of a caller who is there. */
  token(name: CallerName): string {
    return this.callers.get(name)?.token ?? '';
  }

  /** Sends JSON; fails unless the answer is a success. */
  private async ask<T>(method: 'GET' | 'POST', path: string, token: string, body?: object): Promise<T> {
    const answer = await this.send({
      method,
      url: `/api/v1/${path}`,
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { payload: body }),
    });
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.body === '' ? (undefined as T) : answer.json<T>();
  }

  private async assemble(): Promise<void> {
    this.callers.set('nobody', { name: 'nobody' });
    this.callers.set('operator', { name: 'operator', token: operatorToken });
    this.callers.set('service', { name: 'service', token: ServiceToken.from(secret) });
    await this.signUp(['owner', 'admin', 'member', 'stranger', 'suspended']);
    const owner = this.token('owner');
    await this.ask('POST', 'collectives', owner, { slug: 'the-guild', name: 'The Guild' });
    await this.drain();
    await this.invite(['admin', 'member']);
    const scopes = [
      ['keyOfOwner', ['*']],
      ['keyWithoutScope', ['nothing:read']],
    ] as const;
    for (const [name, granted] of scopes) {
      const body = { name, scopes: granted };
      const made = await this.ask<{ key: string; apiKeyId: string }>('POST', 'api-keys', owner, body);
      this.callers.set(name, { name, token: made.key });
      this.learn('apiKeyId', made.apiKeyId);
    }
    const client = await this.ask<{ apiKey: string }>('POST', 'clients', this.token('stranger'), {
      name: 'a client',
    });
    this.callers.set('client', { name: 'client', token: client.apiKey });
    await this.publish('@the-guild/hidden', { visibility: 'private', description: markers.description });
    await this.publish('@the-guild/seen', { visibility: 'public', description: 'for everybody' });
    await this.drain();
    await this.suspend();
  }

  /** From the form to the session, through the mail. */
  private async signUp(names: readonly CallerName[]): Promise<void> {
    for (const name of names) {
      const person = { username: `the-${name}`, email: addressOf(name), password: passwordOf(name) };
      const { userId } = await this.ask<{ userId: string }>('POST', 'users', '', person);
      this.learn('userId', userId);
      this.learn('username', person.username);
    }
    await this.drain();
    for (const name of names) {
      const token = await this.mailed(name, /[?&]token=([\w-]+)/);
      await this.ask('POST', 'email-verifications', '', { token });
    }
    await this.drain();
    for (const name of names) {
      const login = { email: addressOf(name), password: passwordOf(name) };
      const session = await this.ask<{ token: string }>('POST', 'sessions', '', login);
      this.callers.set(name, { name, token: session.token });
    }
  }

  private async invite(names: readonly ('admin' | 'member')[]): Promise<void> {
    const invites = new Map<'admin' | 'member', string>();
    for (const name of names) {
      const body = { email: addressOf(name), role: name };
      const route = 'collectives/the-guild/invites';
      const { inviteId } = await this.ask<{ inviteId: string }>('POST', route, this.token('owner'), body);
      invites.set(name, inviteId);
      this.learn('inviteId', inviteId);
    }
    await this.drain();
    for (const [name, inviteId] of invites) {
      const token = await this.mailed(name, /invite=[\w-]+&token=([\w-]+)/);
      await this.ask('POST', `invites/${inviteId}/accept`, this.token(name), { token });
    }
    await this.drain();
  }

  /** The token in a link that was mailed to somebody. */
  private async mailed(name: CallerName, link: RegExp): Promise<string> {
    const path = `operator/mail?to=${encodeURIComponent(addressOf(name))}&limit=100`;
    const { items } = await this.ask<{ items: { text: string | null }[] }>('GET', path, operatorToken);
    const tokens = items.flatMap(({ text }) => link.exec(text ?? '')?.[1] ?? []);
    const [token] = tokens;
    if (token === undefined) throw new Error(`No mail to the ${name} holds a link like ${String(link)}.`);
    return token;
  }

  private async publish(name: string, details: object): Promise<void> {
    const archive = gzipped({ path: 'manifest.json', content: JSON.stringify({ name }) });
    const checksum = createHash('sha256').update(archive).digest('hex');
    const owner = this.token('owner');
    const body = { name, version: '2026.06.01.1', checksum, size: archive.length, ...details };
    const made = await this.ask<{ publicationId: string }>('POST', 'publications', owner, {
      ...body,
      releaseNotes: name.endsWith('hidden') ? markers.releaseNotes : 'notes',
    });
    const uploaded = await this.send({
      method: 'PUT',
      url: `/api/v1/publications/${made.publicationId}/archive`,
      headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/gzip' },
      payload: archive,
    });
    if (uploaded.statusCode !== 200) throw new Error(`The archive was not taken: ${uploaded.body}`);
    await this.ask('POST', `publications/${made.publicationId}/confirm`, owner);
    this.learn('publicationId', made.publicationId);
    this.learn('extensionName', name);
  }

  /** Where accounts can be suspended; until then there is no such caller. */
  private async suspend(): Promise<void> {
    const userId = this.known['userId']?.at(-1) ?? '';
    const answer = await this.send({
      method: 'POST',
      url: `/api/v1/operator/users/${userId}/suspend`,
      headers: { authorization: `Bearer ${operatorToken}` },
      payload: { reason: 'to see what a suspended person can do' },
    });
    if (answer.statusCode >= 300) this.callers.delete('suspended');
    await this.drain();
  }

  /** Signs in again whoever was signed out, or somebody new in the place of whoever is gone. */
  async revive(): Promise<void> {
    for (const name of ['owner', 'admin', 'member', 'stranger'] as const) {
      const headers = { authorization: `Bearer ${this.token(name)}` };
      if ((await this.send({ url: '/api/v1/me', headers })).statusCode !== 401) continue;
      const payload = { email: addressOf(name), password: passwordOf(name) };
      const answer = await this.send({ method: 'POST', url: '/api/v1/sessions', payload });
      if (answer.statusCode === 201)
        this.callers.set(name, { name, token: answer.json<{ token: string }>().token });
    }
  }

  learn(what: string, value: string): void {
    const values = (this.known[what] ??= []);
    if (!values.includes(value) && values.length < 200) values.push(value);
  }
}

function passwordOf(name: CallerName): string {
  return `the password of ${name}`;
}

export function addressOf(name: CallerName): string {
  return `${name}-9c3e@private-address.example.org`;
}

async function platformOn(
  databaseUrl: string,
  home: string,
  failed: (line: string) => void = () => undefined,
): Promise<NestFastifyApplication> {
  return createPlatform({
    contexts: contextNames,
    roles: ['web'],
    databaseUrl,
    secret,
    operatorToken,
    publicUrl: 'http://boardwalk.test',
    home,
    transport: new InProcessTransport(),
    logger: new JsonLogger('error', { write: failed }),
  });
}
