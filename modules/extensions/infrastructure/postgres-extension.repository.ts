import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Extension } from '../domain/extension.js';
import type { ExtensionName } from '../domain/extension-name.js';
import { ExtensionRepository, type Wanted } from '../domain/extension.repository.js';
import type { Successor } from '../domain/successor.js';
import { type ExtensionRecord, extensionRecord, restoredExtension, versionRecord } from './extension-rows.js';
import type { ExtensionsTables, HousedExtensionRow, VersionRow } from './tables.js';

/**
 * Reads and writes any number of extensions in the same few statements: rows travel as one JSON parameter, so that the
 * text of a statement, and with it the server's plan, is the same for one row and for a thousand.
 */
@Injectable()
export class PostgresExtensionRepository extends ExtensionRepository {
  constructor(
    private readonly database: Database<ExtensionsTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async get(wanted: Wanted): Promise<Extension | null> {
    return (await this.getAll([wanted])).get(wanted.name.text) ?? null;
  }

  async getAll(wanted: readonly Wanted[]): Promise<Map<string, Extension>> {
    // Everybody locks in the same order, so that two batches wait for each other instead of for ever.
    const names = [...new Set(wanted.map(({ name }) => name.text))].sort();
    if (names.length === 0) return new Map();
    const rows = await this.locked(names);
    const found = new Set(rows.map(({ name }) => name));
    const missing = names.filter((name) => !found.has(name));
    if (missing.length > 0) {
      await this.lockNames(missing);
      rows.push(...(await this.locked(missing)));
    }
    const versions = await this.versions(rows, wanted);
    return new Map(rows.map((row) => [row.name, this.restore(row, versions.get(row.id) ?? [])]));
  }

  async getWhole(name: ExtensionName): Promise<Extension | null> {
    const [row] = await this.locked([name.text]);
    if (row === undefined) return null;
    const versions = await this.database.query
      .selectFrom('versions')
      .select(versionColumns)
      .where('extension_id', '=', row.id)
      .execute();
    return this.restore(row, versions);
  }

  async successor(name: string): Promise<Successor | null> {
    const row = await this.database.query
      .selectFrom('extensions')
      .select(['name', 'visibility', 'collective_id as collectiveId'])
      .where('name', '=', name)
      .where('taken_down_at', 'is', null)
      .executeTakeFirst();
    return row ?? null;
  }

  async save(extension: Extension): Promise<void> {
    await this.saveEach([extension]);
  }

  async saveEach(changed: Iterable<Extension>): Promise<void> {
    const stored = new Map<Extension, number>();
    for (const extension of changed) {
      if (!stored.has(extension)) stored.set(extension, extension.version);
      extension.advance();
      await this.domainEvents.dispatchEventsForAggregate(extension);
    }
    const records = [...stored].map(([extension, version]) => extensionRecord(extension, version));
    await this.insert(records.filter((record) => record.stored === 0));
    await this.update(records.filter((record) => record.stored > 0));
    await this.writeVersions([...stored.keys()]);
  }

  private async locked(names: readonly string[]): Promise<HousedExtensionRow[]> {
    return this.database.query
      .selectFrom('extensions as e')
      .innerJoin('collectives as c', 'c.collective_id', 'e.collective_id')
      .select(extensionColumns)
      .select(['c.slug', 'c.personal'])
      .where('e.name', '=', sql<string>`ANY(${names}::text[])`)
      .orderBy('e.name')
      .forUpdate('e')
      .execute();
  }

  /** Stands in for the row locks of rows that are not there yet. */
  private async lockNames(names: readonly string[]): Promise<void> {
    await sql`
      SELECT pg_advisory_xact_lock(hashtextextended('extensions:' || name, 0)) FROM unnest(${names}::text[]) AS name
    `.execute(this.database.query);
  }

  private async versions(rows: readonly HousedExtensionRow[], wanted: readonly Wanted[]) {
    const found = new Map<string, VersionRow[]>();
    const idOf = new Map(rows.map(({ name, id }) => [name, id]));
    const pairs = wanted.flatMap(({ name, version }) => {
      const id = idOf.get(name.text);
      return id === undefined ? [] : [{ id, version: version.text }];
    });
    if (pairs.length === 0) return found;
    const { rows: versions } = await sql<VersionRow>`
      SELECT ${sql.join(versionColumns.map((column) => sql.ref(column)))}
      FROM ${this.database.table('versions')}
      WHERE (extension_id, version) IN (
        SELECT * FROM unnest(${pairs.map(({ id }) => id)}::uuid[], ${pairs.map(({ version }) => version)}::text[])
      )
    `.execute(this.database.query);
    for (const version of versions)
      found.set(version.extension_id, [...(found.get(version.extension_id) ?? []), version]);
    return found;
  }

  private restore(row: HousedExtensionRow, versions: readonly VersionRow[]): Extension {
    const extension = restoredExtension(row, versions);
    this.domainEvents.markAggregateForDispatch(extension);
    return extension;
  }

  private async insert(records: readonly ExtensionRecord[]): Promise<void> {
    if (records.length === 0) return;
    await sql`
      INSERT INTO ${this.database.table('extensions')} (
        id, version, name, collective_id, author_user_id, visibility,
        description, license, platforms, labels, latest, last_published_at, yanked_at, yank_reason, yanked_by,
        deprecated_at, superseded_by, taken_down_at, take_down_reason)
      SELECT * FROM json_to_recordset(${JSON.stringify(records)}::json) AS record (
        id uuid, version integer, name text, collective_id text, author_user_id text, visibility text, description text, license text, platforms text[], labels text[],
        latest text, last_published_at timestamptz, yanked_at timestamptz, yank_reason text, yanked_by text,
        deprecated_at timestamptz, superseded_by text, taken_down_at timestamptz, take_down_reason text)
    `.execute(this.database.query);
  }

  private async update(records: readonly ExtensionRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { numAffectedRows } = await sql`
      UPDATE ${this.database.table('extensions')} AS row
      SET version = record.version, visibility = record.visibility, description = record.description,
          license = record.license, platforms = record.platforms, labels = record.labels, latest = record.latest,
          last_published_at = record.last_published_at, yanked_at = record.yanked_at,
          yank_reason = record.yank_reason, yanked_by = record.yanked_by, deprecated_at = record.deprecated_at,
          superseded_by = record.superseded_by, taken_down_at = record.taken_down_at,
          take_down_reason = record.take_down_reason
      FROM json_to_recordset(${JSON.stringify(records)}::json) AS record (
        id uuid, stored integer, version integer, visibility text, description text, license text, platforms text[],
        labels text[], latest text, last_published_at timestamptz, yanked_at timestamptz, yank_reason text,
        yanked_by text, deprecated_at timestamptz, superseded_by text, taken_down_at timestamptz,
        take_down_reason text)
      WHERE row.id = record.id AND row.version = record.stored
    `.execute(this.database.query);
    if (Number(numAffectedRows) === records.length) return;
    throw new ConcurrentChangeError('Extension', records.map(({ name }) => name).join(', '));
  }

  private async writeVersions(extensions: readonly Extension[]): Promise<void> {
    const unsaved = extensions.map((extension) => ({ id: extension.id, ...extension.takeUnsaved() }));
    await this.insertVersions(
      unsaved.flatMap(({ id, published }) => published.map((release) => versionRecord(id, release))),
    );
    await this.markVersions(
      unsaved.flatMap(({ id, marked }) => marked.map((release) => versionRecord(id, release))),
    );
  }

  private async insertVersions(records: readonly VersionRow[]): Promise<void> {
    if (records.length === 0) return;
    await sql`
      INSERT INTO ${this.database.table('versions')} (
        extension_id, version, released_on, micro, user_id, username, published_at, publication_id, checksum, size,
        description, license, release_notes, platforms, labels, contents, dependencies)
      SELECT * FROM json_to_recordset(${JSON.stringify(records)}::json) AS record (
        extension_id uuid, version text, released_on date, micro integer, user_id text, username text,
        published_at timestamptz, publication_id uuid, checksum text, size bigint, description text, license text,
        release_notes text, platforms text[], labels text[], contents json, dependencies text[])
    `.execute(this.database.query);
  }

  /** All that changes of a version is whether it may be pulled. */
  private async markVersions(records: readonly VersionRow[]): Promise<void> {
    if (records.length === 0) return;
    await sql`
      UPDATE ${this.database.table('versions')} AS row
      SET yanked_at = record.yanked_at, yank_reason = record.yank_reason, yanked_by = record.yanked_by
      FROM json_to_recordset(${JSON.stringify(records)}::json) AS record (
        extension_id uuid, version text, yanked_at timestamptz, yank_reason text, yanked_by text)
      WHERE row.extension_id = record.extension_id AND row.version = record.version
    `.execute(this.database.query);
  }
}

const extensionColumns = [
  ...(['e.id', 'e.version', 'e.name', 'e.collective_id', 'e.author_user_id', 'e.visibility'] as const),
  ...(['e.description', 'e.license', 'e.platforms', 'e.labels', 'e.latest', 'e.last_published_at'] as const),
  ...(['e.yanked_at', 'e.yank_reason', 'e.yanked_by', 'e.deprecated_at', 'e.superseded_by'] as const),
  ...(['e.taken_down_at', 'e.take_down_reason'] as const),
] as const;

const versionColumns = [
  ...(['extension_id', 'version', 'micro', 'user_id', 'username', 'published_at', 'publication_id'] as const),
  ...(['checksum', 'size', 'description', 'license', 'release_notes', 'platforms', 'labels'] as const),
  ...(['contents', 'dependencies', 'yanked_at', 'yank_reason', 'yanked_by'] as const),
] satisfies readonly (keyof VersionRow)[];
