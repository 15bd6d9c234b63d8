import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CollectiveCreatedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World, type WorldResponse } from '@boardwalk/testing';
import { ExtensionsModule } from '../index.js';
import { announcing, gzipped } from './tarballs.js';

export const shellArchive = gzipped({ path: 'extension/manifest.json', content: '{"shells":1}' });
export const asAda = 'user:u-ada:ada';
export const asGrace = 'user:u-grace:grace';

/** The extensions in a world of their own, told by facts who there is and who belongs where. */
export class Beach {
  private constructor(
    readonly world: World,
    readonly archives: string,
  ) {}

  static async start(): Promise<Beach> {
    const archives = mkdtempSync(join(tmpdir(), 'boardwalk-archives-'));
    const modules = [
      ExtensionsModule.forRoot({ archives, secret: 'secret of the beach, 32 letters and more' }),
    ];
    return new Beach(await World.start({ name: 'extensions', modules }), archives);
  }

  async stop(): Promise<void> {
    await this.world.stop();
    rmSync(this.archives, { recursive: true, force: true });
  }

  async signUp(...usernames: string[]): Promise<void> {
    for (const username of usernames)
      await this.world.publish(
        new UserRegisteredIntegrationEvent({
          userId: `u-${username}`,
          username,
          displayName: username,
          source: 'import',
        }),
      );
  }

  /** The first of the members is the founder. */
  async found(slug: string, [founder = 'ada', ...members]: string[], personal?: true): Promise<void> {
    await this.world.publish(
      new CollectiveCreatedIntegrationEvent({
        collectiveId: `c-${slug}`,
        slug,
        name: slug,
        createdByUserId: `u-${founder}`,
        createdByUsername: founder,
        ...(personal && { personal }),
      }),
    );
    await this.join(slug, founder, 'owner');
    for (const member of members) await this.join(slug, member, 'member');
  }

  async join(slug: string, username: string, role: 'owner' | 'admin' | 'member' = 'member'): Promise<void> {
    const member = { collectiveId: `c-${slug}`, slug, userId: `u-${username}`, username, role };
    await this.world.publish(new MemberJoinedIntegrationEvent(member));
  }

  async leave(slug: string, username: string): Promise<void> {
    const member = { collectiveId: `c-${slug}`, slug, userId: `u-${username}`, username } as const;
    await this.world.publish(
      new MemberRemovedIntegrationEvent({
        ...member,
        role: 'member',
        removedByUserId: member.userId,
        reason: 'left',
      }),
    );
  }

  initiate(as: string, name: string, version: string, fields: object = {}): Promise<WorldResponse> {
    const body = { name, version, ...announcing(shellArchive), ...fields };
    return this.world.request('POST', '/api/v1/publications', { as, body });
  }

  upload(as: string, id: string, archive: Buffer = shellArchive): Promise<WorldResponse> {
    const headers = { 'content-type': 'application/gzip' };
    return this.world.request('PUT', `/api/v1/publications/${id}/archive`, { as, body: archive, headers });
  }

  confirm(as: string, id: string): Promise<WorldResponse> {
    return this.world.request('POST', `/api/v1/publications/${id}/confirm`, { as });
  }

  async uploaded(as: string, name: string, version: string, fields: object = {}): Promise<string> {
    const initiated = await this.initiate(as, name, version, fields);
    const { publicationId } = expected(201, initiated) as { publicationId: string };
    expected(200, await this.upload(as, publicationId));
    return publicationId;
  }

  /** All three steps. */
  async publish(as: string, name: string, version: string, fields: object = {}): Promise<WorldResponse> {
    return this.confirm(as, await this.uploaded(as, name, version, fields));
  }

  /** What a collective, or an operator, does about an extension. */
  care(as: string, name: string, deed: string, body?: object): Promise<WorldResponse> {
    const scope = as === operatorToken ? 'operator/extensions' : 'extensions';
    const method = deed === 'visibility' ? 'PUT' : 'POST';
    return this.world.request(method, `/api/v1/${scope}/${encodeURIComponent(name)}/${deed}`, {
      as,
      ...(body !== undefined && { body }),
    });
  }

  show(name: string, as?: string): Promise<WorldResponse> {
    return this.world.request('GET', `/api/v1/extensions/${name}`, as === undefined ? {} : { as });
  }

  /** @param path behind the name, as `versions/latest` */
  below(name: string, path: string, as?: string): Promise<WorldResponse> {
    const url = `/api/v1/extensions/${encodeURIComponent(name)}/${path}`;
    return this.world.request('GET', url, as === undefined ? {} : { as });
  }

  /** @param address where somebody without credentials sits */
  pull(name: string, version: string, as?: string, address = '203.0.113.7') {
    return this.world.app.inject({
      method: 'GET',
      url: `/api/v1/extensions/${encodeURIComponent(name)}/versions/${version}/archive`,
      remoteAddress: address,
      headers: as === undefined ? {} : { authorization: `Bearer ${as}` },
    });
  }

  /** Every table of this context that holds a word, by name. */
  async tablesWith(word: string): Promise<string[]> {
    const tables = await this.world.rows<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'extensions' AND tablename <> 'migrations' ORDER BY 1`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await this.world.rows(
        `SELECT FROM extensions."${name}" t WHERE t::text ~ ('\\m' || $1 || '\\M')`,
        [word],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  }

  async import(
    lines: readonly object[],
    position?: string,
  ): Promise<{ line: number; status: string; reason?: string }[]> {
    const response = await this.world.request('POST', '/api/v1/operator/publications:import', {
      as: operatorToken,
      body: { lines },
      ...(position !== undefined && { headers: { 'boardwalk-position': position } }),
    });
    return (expected(200, response) as { results: { line: number; status: string; reason?: string }[] })
      .results;
  }

  published(): Promise<ExtensionPublishedIntegrationEvent[]> {
    return this.world.facts(ExtensionPublishedIntegrationEvent);
  }

  /** The end of the log, as an answer would give it. */
  async position(): Promise<string> {
    const [row] = await this.world.rows<{ pos: string }>('SELECT max(pos)::text AS pos FROM messaging.facts');
    return row?.pos ?? '0';
  }

  storedFiles(): string[] {
    return readdirSync(this.archives, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  }
}

export function expected(status: number, response: WorldResponse): unknown {
  if (response.status === status) return response.body;
  throw new Error(`Expected ${status}, got ${response.status}: ${response.text}`);
}
