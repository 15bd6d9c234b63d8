import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@boardwalk/embedded-postgres';
import { notYet, until } from '@boardwalk/testing/until';
import { Client } from 'pg';
import { boardwalk, PlatformProcess, type Ran, script } from '../../servers/platform-process.ts';
import { Switchboard } from './switchboard.ts';

export interface ImportSettings {
  /** Publications, as the import takes them. */
  readonly file: string;
  readonly lines: number;
  /** Publications a second at the most. */
  readonly rate: number;
  /** TRANSPORT, and the variable that it needs. */
  readonly carriage: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly failures: readonly string[];
  readonly requests: number;
  /** Facts in the log at each step, and requests that had been answered. */
  readonly steps: readonly { readonly step: string; readonly facts: number; readonly requests: number }[];
  /** Exit codes of the processes that were asked to stop. */
  readonly ended: readonly (number | null)[];
  /** Deliveries that failed. */
  readonly failed: number;
  readonly imported: Ran;
  /** What test/scripts/verify-import.mjs says. */
  readonly verdict: Ran;
}

/** Publications in a request. */
const batch = 50;
const secret = 'of-an-import-under-way-0123456789abcdef';
const token = 'operator-of-an-import-under-way-0123456';

/**
 * Processes come and go while an import runs through a switchboard: is anything lost or repeated, does any request fail?
 * @param first starts who answers at first. @param next what happens then. @returns who answers in the end
 */
export async function whileImporting(
  settings: ImportSettings,
  report: (line: string) => void,
  first: (stage: ImportUnderWay) => Promise<void>,
  next: (stage: ImportUnderWay) => Promise<PlatformProcess>,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'import-under-way-'));
  // As root the database runs under another account, which has to reach its files.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: folder, durable: false, log: () => undefined });
  const board = await Switchboard.open((1_000 * batch) / settings.rate);
  const stage = new ImportUnderWay(settings, folder, server, board, report);
  try {
    return await stage.run(first, next);
  } finally {
    await stage.end();
    await board.close();
    await server.stop();
    await removeEmbeddedPostgres(folder);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The platform's processes on one database, and an import that flows into whichever answers. */
export class ImportUnderWay {
  readonly board: Switchboard;
  private readonly running = new Set<PlatformProcess>();
  private readonly database: Client;
  private readonly ended: (number | null)[] = [];
  private readonly steps: { step: string; facts: number; requests: number }[] = [];
  private started = 0;
  private readonly settings: ImportSettings;
  private readonly folder: string;
  private readonly server: EmbeddedPostgres;
  private readonly report: (line: string) => void;

  // Node runs this file as it is.
  constructor(
    settings: ImportSettings,
    folder: string,
    server: EmbeddedPostgres,
    board: Switchboard,
    report: (line: string) => void,
  ) {
    this.settings = settings;
    this.folder = folder;
    this.server = server;
    this.board = board;
    this.report = report;
    this.database = new Client({ connectionString: server.url });
  }

  async run(
    first: (stage: ImportUnderWay) => Promise<void>,
    next: (stage: ImportUnderWay) => Promise<PlatformProcess>,
  ): Promise<Outcome> {
    const { file } = this.settings;
    const { board } = this;
    await this.database.connect();
    await first(this);
    const address = { BOARDWALK_URL: board.url, BOARDWALK_TOKEN: token };
    const words = ['import', 'publications', file, '--batch', String(batch)];
    const importing = boardwalk(this.folder, words, address).ended;
    const last = await next(this);
    const imported = await importing;
    await last.caughtUp();
    const { rows } = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM messaging.deliveries WHERE state <> 'done'`,
    );
    return {
      failures: board.failures,
      requests: board.answered,
      steps: this.steps,
      ended: this.ended,
      failed: rows[0]?.count ?? 0,
      imported,
      verdict: await script(
        'test/scripts/verify-import.mjs',
        [file, '--url', last.url, '--token', token],
        this.folder,
      ),
    };
  }

  async end(): Promise<void> {
    await Promise.all([...this.running].map((platform) => platform.stop()));
    await this.database.end();
  }

  async start(env: Readonly<Record<string, string>>): Promise<PlatformProcess> {
    this.started += 1;
    const platform = await PlatformProcess.start(join(this.folder, `home-${this.started}`), {
      DATABASE_URL: this.server.url,
      BOARDWALK_SECRET: secret,
      OPERATOR_TOKEN: token,
      DRAIN_SECONDS: '30',
      ...this.settings.carriage,
      ...env,
    });
    this.running.add(platform);
    return platform;
  }

  async stop(platform: PlatformProcess): Promise<void> {
    this.running.delete(platform);
    this.ended.push(await platform.stop());
  }

  /** Waits for a share of the lines in facts, and tells of the step that follows. */
  async reached(step: string, share: number): Promise<void> {
    const wanted = this.settings.lines * share;
    const facts = await until(
      `${Math.round(wanted)} facts`,
      async () => {
        const { rows } = await this.database.query<{ total: number }>(
          'SELECT max(total)::int AS total FROM messaging.ticks',
        );
        const found = rows[0]?.total ?? 0;
        return found >= wanted ? found : notYet(found);
      },
      { stallMs: 60_000, everyMs: 50 },
    );
    this.steps.push({ step, facts, requests: this.board.answered });
    this.report(`${facts} facts: ${step}`);
  }
}

/** Whether all was as promised: no request failed, nothing lost or repeated, every process ended in order. */
export function wentWell({ failures, failed, imported, verdict, ended }: Outcome): boolean {
  return (
    failures.length === 0 &&
    failed === 0 &&
    imported.code === 0 &&
    verdict.code === 0 &&
    ended.every((code) => code === 0)
  );
}

/** For whoever looks. */
export function toldOf({ failures, requests, failed, imported, verdict, ended }: Outcome): string {
  return [
    `\n${imported.output}\nAgainst the file:\n${verdict.output}`,
    `${requests} requests, ${failures.length} failed; ${failed} deliveries failed; exit codes ${ended.join(', ')}`,
    ...failures.slice(0, 10).map((failure) => `  ${failure}`),
  ].join('\n');
}
