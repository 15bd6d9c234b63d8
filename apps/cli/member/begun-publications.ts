import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardwalkHome } from '@boardwalk/tooling/boardwalk-home.mjs';
import { isCode } from '../platform/instance.js';

/** A publication that this program began, so that it can go on with it. */
export interface Begun {
  readonly url: string;
  readonly name: string;
  readonly version: string;
  readonly checksum: string;
  readonly publicationId: string;
}

/** A publication expires after a day; nobody has more of them under way. */
const mostKept = 50;

/** What was begun and not ended, in the data folder. What cannot be kept there is only begun again. */
export class BegunPublications {
  private readonly path: string;

  constructor(env: NodeJS.ProcessEnv) {
    this.path = join(boardwalkHome(env), 'begun-publications.json');
  }

  /** @param version any of these files, when there is none */
  find(wanted: Pick<Begun, 'url' | 'name' | 'checksum'>, version: string | null): Begun | null {
    return (
      this.all().find(
        (begun) =>
          begun.url === wanted.url &&
          begun.name === wanted.name &&
          begun.checksum === wanted.checksum &&
          (version === null || begun.version === version),
      ) ?? null
    );
  }

  keep(begun: Begun): void {
    this.write([begun, ...this.without(begun.publicationId)].slice(0, mostKept));
  }

  forget(publicationId: string): void {
    const left = this.without(publicationId);
    if (left.length < this.all().length) this.write(left);
  }

  private without(publicationId: string): Begun[] {
    return this.all().filter((begun) => begun.publicationId !== publicationId);
  }

  private all(): readonly Begun[] {
    try {
      const kept: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      return Array.isArray(kept) ? (kept as Begun[]) : [];
    } catch (error) {
      if (error instanceof SyntaxError || isCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
      throw error;
    }
  }

  private write(all: readonly Begun[]): void {
    const draft = `${this.path}.${process.pid}`;
    try {
      writeFileSync(draft, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, this.path);
    } catch (error) {
      if (!isCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS')) throw error;
    }
  }
}
