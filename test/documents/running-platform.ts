import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { databaseDirectory, instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import { type Ran, surroundings, typed } from './terminal.js';

/** The platform as somebody starts it at a terminal, by the README's command, with a data folder of its own. */
export class RunningPlatform {
  private constructor(
    readonly url: string,
    private readonly home: string,
    private readonly program: ChildProcess,
    private readonly ended: Promise<number | null>,
  ) {}

  /** @param command as it is typed */
  static async start(command: string): Promise<RunningPlatform> {
    const home = mkdtempSync(join(tmpdir(), 'boardwalk-documents-'));
    // As root the database runs under another account, which has to reach its files.
    chmodSync(home, 0o755);
    // A group of its own, so that it gets Ctrl-C as from a terminal: all of it at once.
    const program = spawn('bash', ['-c', command], {
      cwd: projectRoot,
      env: surroundings({ BOARDWALK_HOME: home, PORT: '0' }),
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const ended = new Promise<number | null>((resolve) => program.once('close', resolve));
    let said = '';
    const ready = new Promise<string>((resolve) => {
      program.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const url = /Boardwalk is ready: (\S+)/.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
    });
    const url = await Promise.race([ready, ended]);
    if (typeof url === 'string') return new RunningPlatform(url, home, program, ended);
    await rm(home, { recursive: true, force: true });
    throw new Error(`"${command}" ended with ${url}:\n${said}`);
  }

  /** Runs what somebody types into a second terminal of the checkout. */
  type(script: string): Promise<Ran> {
    return typed(script, projectRoot, { BOARDWALK_HOME: this.home });
  }

  /** What the operator reads at a path of the API. */
  async ask<T>(path: string): Promise<T> {
    const { operatorToken } = JSON.parse(readFileSync(instanceFile(this.home), 'utf8')) as {
      operatorToken: string;
    };
    const headers = { authorization: `Bearer ${operatorToken}` };
    const answer = await fetch(`${this.url}/api/v1/${path}`, { headers });
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Presses Ctrl-C; resolves with the exit code. */
  async interrupt(): Promise<number | null> {
    if (this.program.pid !== undefined && this.program.exitCode === null)
      process.kill(-this.program.pid, 'SIGINT');
    return this.ended;
  }

  async remove(): Promise<void> {
    await this.interrupt();
    await removeEmbeddedPostgres(databaseDirectory(this.home));
    await rm(this.home, { recursive: true, force: true });
  }
}
