import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@boardwalk/embedded-postgres';
import { type ContextName, contextNames } from '@boardwalk/platform';
import { notYet, until } from '@boardwalk/testing/until';
import { Client } from 'pg';
import { boardwalk, PlatformProcess, type Ran, script } from '../../servers/platform-process.ts';
import { pathsOf } from '../../servers/paths-of.ts';
import { Switchboard } from './switchboard.ts';

export interface Extraction {
  /** What leaves the process of the others, and comes back. */
  readonly context: ContextName;
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
  /** Facts in the log at each step. */
  readonly steps: Readonly<Record<string, number>>;
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
const secret = 'of-the-extraction-0123456789abcdefghijk';
const token = 'operator-of-the-extraction-0123456789';

/**
 * A context moves to a process of its own and back while facts flow: first the new process starts beside the old one, and they
 * share the work; then the old one is replaced by one without the context.
 */
export async function liveExtraction(
  extraction: Extraction,
  report: (line: string) => void,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'extraction-'));
  // As root the database runs under another account, which has to reach its files.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: folder, durable: false, log: () => undefined });
  const board = await Switchboard.open((1_000 * batch) / extraction.rate);
  const move = new Move(extraction, folder, server, board, report);
  try {
    return await move.run();
  } finally {
    await move.end();
    await board.close();
    await server.stop();
    await removeEmbeddedPostgres(folder);
    await rm(folder, { recursive: true, force: true });
  }
}

class Move {
  private readonly running = new Set<PlatformProcess>();
  private readonly database: Client;
  private readonly ended: (number | null)[] = [];
  private readonly steps: Record<string, number> = {};
  private started = 0;
  private readonly extraction: Extraction;
  private readonly folder: string;
  private readonly server: EmbeddedPostgres;
  private readonly board: Switchboard;
  private readonly report: (line: string) => void;

  constructor(
    extraction: Extraction,
    folder: string,
    server: EmbeddedPostgres,
    board: Switchboard,
    report: (line: string) => void,
  ) {
    this.extraction = extraction;
    this.folder = folder;
    this.server = server;
    this.board = board;
    this.report = report;
    this.database = new Client({ connectionString: server.url });
  }

  async run(): Promise<Outcome> {
    const { context, file, lines } = this.extraction;
    const { board } = this;
    const others = contextNames.filter((name) => name !== context);
    await this.database.connect();
    const whole = await this.start(contextNames);
    board.to(() => whole.url);
    const address = { BOARDWALK_URL: board.url, BOARDWALK_TOKEN: token };
    const words = ['import', 'publications', file, '--batch', String(batch)];
    const importing = boardwalk(this.folder, words, address).ended;

    await this.reached('the context starts in a process of its own, beside the others', lines * 0.2);
    const own = await this.start([context]);
    const rest = await this.start(others);
    const [ofOwn, ofRest] = await Promise.all([pathsOf(own.url), pathsOf(rest.url)]);
    await this.reached('the others go on without it', lines * 0.4);
    board.to((path) => (ofOwn(path) && !ofRest(path) ? own.url : rest.url));
    await this.stop(whole);

    await this.reached('it comes back', lines * 0.7);
    const again = await this.start(contextNames);
    board.to(() => again.url);
    await Promise.all([this.stop(own), this.stop(rest)]);
    await this.reached('everything is as it was', lines * 0.8);

    const imported = await importing;
    await again.caughtUp();
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
        [file, '--url', again.url, '--token', token],
        this.folder,
      ),
    };
  }

  async end(): Promise<void> {
    await Promise.all([...this.running].map((platform) => platform.stop()));
    await this.database.end();
  }

  private async start(contexts: readonly ContextName[]): Promise<PlatformProcess> {
    this.started += 1;
    const platform = await PlatformProcess.start(join(this.folder, `home-${this.started}`), {
      DATABASE_URL: this.server.url,
      BOARDWALK_SECRET: secret,
      OPERATOR_TOKEN: token,
      CONTEXTS: contexts.join(','),
      DRAIN_SECONDS: '30',
      ...(contexts.includes('identity') ? {} : { IDENTITY_URL: this.board.url }),
      ...this.extraction.carriage,
    });
    this.running.add(platform);
    return platform;
  }

  private async stop(platform: PlatformProcess): Promise<void> {
    this.running.delete(platform);
    this.ended.push(await platform.stop());
  }

  /** Waits for so many facts, and tells of the step that follows. */
  private async reached(step: string, facts: number): Promise<void> {
    const total = await until(
      `${Math.round(facts)} facts`,
      async () => {
        const { rows } = await this.database.query<{ total: number }>(
          'SELECT max(total)::int AS total FROM messaging.ticks',
        );
        const found = rows[0]?.total ?? 0;
        return found >= facts ? found : notYet(found);
      },
      { stallMs: 60_000, everyMs: 50 },
    );
    this.steps[step] = total;
    this.report(`${total} facts: ${step}`);
  }
}
