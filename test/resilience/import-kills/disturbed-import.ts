import type { ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { notYet, until } from '@boardwalk/testing/until';
import { databaseDirectory } from '@boardwalk/tooling/boardwalk-home.mjs';
import { livePostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { boardwalk, PlatformProcess, type Ran, script } from '../../servers/platform-process.ts';

/** Who is killed, in this order. */
export const victims = ['cli', 'platform', 'server', 'platform and server'] as const;
type Victim = (typeof victims)[number];

export interface Outcome {
  /** Facts in the log when each of the victims was killed. */
  readonly killedAt: Readonly<Record<Victim, number>>;
  /** The import that nobody disturbed any more, and one more after it. */
  readonly last: Ran;
  readonly again: Ran;
  /** What test/scripts/verify-import.mjs says, after both. */
  readonly verdict: Ran;
  readonly seconds: number;
}

/**
 * Imports a file and kills, with -9 and in the middle of it, the command line, the platform, its database server, and the last
 * two together; each time goes on as a person would: the same command, `npm start` again.
 */
export async function disturbedImport(
  file: string,
  lines: number,
  report: (line: string) => void,
): Promise<Outcome> {
  const startedAt = performance.now();
  const home = await mkdtemp(join(tmpdir(), 'import-kills-'));
  // As root the database runs under another account, which has to reach its files.
  await chmod(home, 0o755);
  const disturbance = new Disturbance(home, file, report);
  try {
    return { ...(await disturbance.run(lines)), seconds: (performance.now() - startedAt) / 1_000 };
  } finally {
    await disturbance.end();
    await removeEmbeddedPostgres(databaseDirectory(home));
    await rm(home, { recursive: true, force: true });
  }
}

class Disturbance {
  private readonly home: string;
  private readonly file: string;
  private readonly report: (line: string) => void;
  private platform: PlatformProcess | undefined;
  private cli: { readonly child: ChildProcess; readonly ended: Promise<Ran> } | undefined;

  constructor(home: string, file: string, report: (line: string) => void) {
    this.home = home;
    this.file = file;
    this.report = report;
  }

  async run(lines: number): Promise<Omit<Outcome, 'seconds'>> {
    await this.startPlatform();
    this.startImport();
    const killedAt: Partial<Record<Victim, number>> = {};
    let facts = 0;
    for (const victim of victims) {
      facts = await this.grownTo(facts + lines / (victims.length + 1));
      killedAt[victim] = facts;
      this.report(`${facts} facts: kill -9 of the ${victim}`);
      await this.strike(victim);
    }
    const last = await this.imported();
    const again = boardwalk(this.home, this.words);
    return {
      killedAt: killedAt as Record<Victim, number>,
      last,
      again: await again.ended,
      verdict: await script('test/scripts/verify-import.mjs', [this.file], this.home),
    };
  }

  async end(): Promise<void> {
    this.cli?.child.kill('SIGKILL');
    await this.platform?.stop();
  }

  private async strike(victim: Victim): Promise<void> {
    if (victim === 'cli') {
      this.cli?.child.kill('SIGKILL');
      await this.cli?.ended;
      this.startImport();
      return;
    }
    if (victim !== 'platform') this.killServer();
    if (victim !== 'server') {
      await this.platform?.kill();
      await this.startPlatform();
    }
  }

  private killServer(): void {
    const server = livePostmaster(join(databaseDirectory(this.home), 'data'));
    if (server === null) throw new Error('The embedded server does not run.');
    process.kill(server.pid, 'SIGKILL');
  }

  private async startPlatform(): Promise<void> {
    this.platform = await PlatformProcess.start(this.home);
  }

  private get words(): string[] {
    return ['import', 'publications', this.file];
  }

  private startImport(): void {
    this.cli = boardwalk(this.home, this.words);
  }

  /** One that was cut off by what it was told is begun again, as a person would. */
  private async imported(): Promise<Ran> {
    for (let tries = 1; ; tries += 1) {
      const ran = await this.cli?.ended;
      if (ran?.code === 0) return ran;
      this.report(`The import ended with ${ran?.code}: ${ran?.output}`);
      if (tries === 3 || ran === undefined) throw new Error(`The import did not succeed:\n${ran?.output}`);
      this.startImport();
    }
  }

  /** Resolves with the number of facts in the log when there are enough. */
  private grownTo(facts: number): Promise<number> {
    return until(
      `${facts} facts`,
      async () => {
        const total = await this.facts();
        return total !== undefined && total >= facts ? total : notYet(total);
      },
      { stallMs: 30_000 },
    );
  }

  /** Undefined while the platform or its database is away. */
  private async facts(): Promise<number | undefined> {
    const { url, operatorToken } = this.platform ?? {};
    try {
      const answer = await fetch(`${url}/api/v1/operator/consumers`, {
        headers: { authorization: `Bearer ${operatorToken}` },
      });
      if (!answer.ok) return undefined;
      return ((await answer.json()) as { total: number }).total;
    } catch {
      return undefined;
    }
  }
}
