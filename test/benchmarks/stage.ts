import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import pg from 'pg';
import type { Finding } from './measuring/finding.ts';
import { ProcessorTime } from './measuring/processor-time.ts';
import { type Figures, inTurns, type Ledger } from './measuring/rounds.ts';

/** What whoever runs the suite may choose. */
export interface Choices {
  readonly rounds: number;
  /** Everything as small as possible: shows that a row runs, and nothing else. */
  readonly quick: boolean;
  /** How long P12 keeps its unrelated transaction open. */
  readonly seconds: number;
  /** How long P16 lasts. */
  readonly minutes: number;
  /** How many facts lie before P11. */
  readonly backlog: number;
  /** What is imported; a made-up history when absent. */
  readonly file?: string;
}

/** What a row found; everything that was measured goes into the JSON. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly measured: unknown;
  /** What a reader of the figures has to know. */
  readonly notes?: readonly string[];
}

/** One line of the list of benchmarks. */
export interface Row {
  readonly title: string;
  run(stage: Stage): Promise<Outcome>;
}

/** A durable PostgreSQL of the row's own. */
export interface Server {
  readonly processor: ProcessorTime;
  /** Makes a database; resolves with its address. */
  database(name: string): Promise<string>;
}

/** What a row stands on: its servers, and the end of everything that it has opened. */
export class Stage implements AsyncDisposable {
  readonly choices: Choices;
  readonly report: (line: string) => void;
  readonly #open = new AsyncDisposableStack();
  #ending: Promise<void> | undefined;

  constructor(choices: Choices, report: (line: string) => void) {
    this.choices = choices;
    this.report = report;
  }

  get rounds(): number {
    return this.choices.rounds;
  }

  /** How much of something: as given, or little when it must be quick. */
  size(full: number, quick: number): number {
    return this.choices.quick ? quick : full;
  }

  inTurns(contestants: Readonly<Record<string, () => Promise<Figures>>>): Promise<Ledger> {
    return inTurns(this.rounds, contestants, this.report);
  }

  /** Ends something when the row is over, last opened first. */
  closing<T extends { stop(): Promise<unknown> }>(opened: T): T {
    this.#open.defer(async () => void (await opened.stop()));
    return opened;
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'benchmark-'));
    this.#open.defer(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  async server(): Promise<Server> {
    const directory = await this.folder();
    const server = await startEmbeddedPostgres({ directory, durable: true, log: () => undefined });
    // The server keeps its files elsewhere when its account cannot enter the directory it was given.
    this.#open.defer(() => rm(server.directory, { recursive: true, force: true }));
    this.#open.defer(() => server.stop());
    return {
      processor: ProcessorTime.ofServer(server.pid),
      database: async (name) => {
        await statements(server.url, [`CREATE DATABASE ${name}`]);
        const url = new URL(server.url);
        url.pathname = name;
        return url.href;
      },
    };
  }

  /** Resolves when everything has ended, however often it is asked for. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#open.disposeAsync();
    return this.#ending;
  }
}

/** Runs statements over a connection of their own. */
export async function statements(url: string, texts: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}
