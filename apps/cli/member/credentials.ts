import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardwalkHome, homeMarker } from '@boardwalk/tooling/boardwalk-home.mjs';
import { CliError, exitCode } from '../exit.js';
import { isCode, messageOf } from '../platform/instance.js';

/** What lets this program act for a person. */
export interface Credentials {
  /** The only platform that the key is ever sent to. */
  readonly url: string;
  readonly key: string;
  /** Null for a key that may not tell whose it is. */
  readonly username: string | null;
  /** Null for a key that was made elsewhere, and is not ours to revoke. */
  readonly apiKeyId: string | null;
  /** The session that made the key: only such a one may revoke it. */
  readonly session: string | null;
  /** How far in the log this person has been told of. */
  readonly position: string | null;
}

/** One person's credentials, in the data folder, readable for its owner alone. */
export class CredentialsFile {
  readonly path: string;
  private readonly home: string;

  constructor(env: NodeJS.ProcessEnv) {
    this.home = boardwalkHome(env);
    this.path = join(this.home, 'member.json');
  }

  /** Null when nobody is signed in. */
  read(): Credentials | null {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
      throw this.unusable(error);
    }
    const credentials = parsed(text);
    if (credentials !== null) return credentials;
    throw new CliError(
      exitCode.refused,
      `${this.path} does not say who is signed in.`,
      'It is damaged, or it was written by another version.',
      'Sign in again, which writes it anew: boardwalk login',
    );
  }

  /** Whole or not at all. */
  write(credentials: Credentials): void {
    const draft = `${this.path}.${process.pid}`;
    try {
      if (!existsSync(this.home)) {
        mkdirSync(this.home, { recursive: true });
        writeFileSync(
          join(this.home, homeMarker),
          'What Boardwalk keeps. "npm run reset" removes this directory.\n',
        );
      }
      writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
      chmodSync(draft, 0o600);
      renameSync(draft, this.path);
    } catch (error) {
      throw this.unusable(error);
    }
  }

  forget(): void {
    rmSync(this.path, { force: true });
  }

  private unusable(error: unknown): CliError {
    return new CliError(
      exitCode.refused,
      `${this.path} cannot be used.`,
      messageOf(error),
      'Name a data folder of your own by BOARDWALK_HOME, or send a key with each command: BOARDWALK_API_KEY=…',
    );
  }
}

function parsed(text: string): Credentials | null {
  try {
    const { url, key, username, apiKeyId, session, position } = JSON.parse(text) as Record<string, unknown>;
    if (typeof url !== 'string' || typeof key !== 'string') return null;
    const textOr = (value: unknown) => (typeof value === 'string' ? value : null);
    return {
      url,
      key,
      username: textOr(username),
      apiKeyId: textOr(apiKeyId),
      session: textOr(session),
      position: textOr(position),
    };
  } catch {
    return null;
  }
}
