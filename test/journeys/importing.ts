import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@boardwalk/testing';
import { boardwalk, PlatformProcess, type Ran, script } from '../servers/platform-process.js';
import { everythingIn } from './everything.js';

/** A platform of its own, and a history of publications to be brought into it. */
export class ImportingPlatform {
  private constructor(
    readonly home: string,
    readonly database: TestDatabase,
    readonly platform: PlatformProcess,
    /** The history. */
    readonly file: string,
  ) {}

  static async start(name: string): Promise<ImportingPlatform> {
    const home = await mkdtemp(join(tmpdir(), 'import-journey-'));
    const database = await testDatabase(name);
    const platform = await PlatformProcess.start(home, {
      DATABASE_URL: database.url,
      BOARDWALK_SECRET: 'a-secret-of-the-import-journey-0123456789',
    });
    return new ImportingPlatform(home, database, platform, join(home, 'history.jsonl'));
  }

  async stop(): Promise<void> {
    await this.platform.stop();
    await this.database.drop();
    await rm(this.home, { recursive: true, force: true });
  }

  /** Writes the history down. */
  async makeUp(lines: number): Promise<Ran> {
    const size = { seed: 11, collectives: 3, authors: 9, lines };
    const words = Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return this.types('generate', 'publications', ...words, '--out', this.file);
  }

  /** `boardwalk …`, to its end. */
  types(...words: readonly string[]): Promise<Ran> {
    return boardwalk(this.home, words).ended;
  }

  /** Whether the platform says what a script finds in a file, with code of its own. */
  verify(file = this.file): Promise<Ran> {
    return script('test/scripts/verify-import.mjs', [file], this.home);
  }

  everything(): Promise<Record<string, string>> {
    return everythingIn({ databaseUrl: this.database.url, home: '' });
  }
}
