import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Carriage, ownerOf } from './application/application.ts';
import { plaintext } from './application/facts.ts';
import type { Word } from './application/process.ts';

const program = fileURLToPath(new URL('application/process.ts', import.meta.url));
const planting = new URL('../../planted-faults/plant.ts', import.meta.url);

const refusal = /is not where this worker left it|The lease on .* was lost/g;

/** A restart of the database is over by then. */
const mostStarts = 20;
const betweenStartsMs = 500;

/** Lines kept of what the processes say. */
const mostLines = 400;

export interface FleetSettings {
  readonly url: string;
  /** Address of the external sink. */
  readonly sink: string;
  /** Name of a fault that is planted into every process. */
  readonly plant?: string;
  /** What facts travel over. Default: they stay in the database. */
  readonly carriage?: Carriage;
}

/** The name under which relays are started; every other is a crew's. */
export const relays = 'relay';

export interface Member {
  /** As the server sees it. */
  readonly name: string;
  readonly crew: string;
  /** As the leases name it. */
  readonly owner: string;
}

interface Running extends Member {
  readonly child: ChildProcess;
  ready: boolean;
}

/** The processes of one siege. A killed one is replaced by the next number. */
export class Fleet {
  private readonly alive = new Map<string, Running>();
  private readonly frozen = new Set<string>();
  private readonly lines: string[] = [];
  private readonly settings: FleetSettings;
  private started = 0;
  private ended = false;
  /** Writes of holders whose lease had gone to another, refused: moves of a cursor and renewals. */
  refusals = 0;
  /** Spans and lines that held personal plaintext. */
  readonly leaks: string[] = [];
  /** Processes that ended without having been asked to. */
  readonly deaths: string[] = [];
  /** The highest that any process reported. */
  readonly peak = { reports: 0, rss: 0, waiting: 0 };
  private readonly endAll = () => this.end();

  constructor(settings: FleetSettings) {
    this.settings = settings;
    process.once('exit', this.endAll);
  }

  /** The newest of what the processes said, for whoever has to find out what went wrong. */
  get said(): string {
    return this.lines.join('');
  }

  /** Those of a crew that run and are not frozen. */
  awake(crew: string): Member[] {
    return [...this.alive.values()].filter(
      (member) => member.crew === crew && member.ready && !this.frozen.has(member.name),
    );
  }

  /** Resolves when it relays or delivers. One that cannot start, because the database is away, is started again. */
  async start(crew: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.startOnce(crew);
      } catch (error) {
        if (attempt === mostStarts || this.ended) throw error;
        await pause(betweenStartsMs);
      }
    }
  }

  private async startOnce(crew: string): Promise<void> {
    this.started += 1;
    const name = `chaos ${crew} ${this.started}`;
    const { url, sink, plant, carriage } = this.settings;
    const preload = plant === undefined ? [] : ['--import', planting.href];
    const child = spawn(
      process.execPath,
      [...preload, program, url, name, crew, sink, JSON.stringify(carriage ?? null)],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...process.env, ...(plant === undefined ? {} : { PLANTED_FAULT: plant }) },
      },
    );
    child.stdout?.on('data', (chunk: Buffer) => this.heard(chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => this.heard(chunk.toString()));
    const member = { name, crew, owner: ownerOf(name, child.pid ?? 0), child, ready: false };
    this.alive.set(name, member);
    await new Promise<void>((resolve, reject) => {
      child.on('message', (word: Word) => {
        if (word.kind === 'ready') {
          member.ready = true;
          resolve();
        } else this.told(name, word);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        reject(new Error(`${name} ended before it was ready:\n${this.said}`));
        // Whoever ends one takes it off the list before.
        if (this.alive.delete(name) && member.ready) this.deaths.push(`${name}: ${signal ?? `code ${code}`}`);
      });
    });
  }

  /** kill -9. Resolves when the process is gone. */
  async kill({ name }: Member): Promise<void> {
    const { child } = this.one(name);
    this.forget(name);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  freeze({ name }: Member): void {
    this.one(name).child.kill('SIGSTOP');
    this.frozen.add(name);
  }

  thaw({ name }: Member): void {
    this.one(name).child.kill('SIGCONT');
    this.frozen.delete(name);
  }

  /** Asks all to drain; resolves when they have ended. */
  async stop(): Promise<void> {
    const stopping = [...this.alive.values()].map(async ({ name, child }) => {
      this.forget(name);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const [code, signal] = (await gone) as [number | null, string | null];
      if (code !== 0) this.deaths.push(`${name}, asked to stop: ${signal ?? `code ${code}`}`);
    });
    await Promise.all(stopping);
  }

  /** Whatever happened: nothing may be left behind. */
  end(): void {
    this.ended = true;
    process.off('exit', this.endAll);
    for (const { name, child } of [...this.alive.values()]) {
      this.forget(name);
      child.kill('SIGKILL');
    }
  }

  private one(name: string): Running {
    const member = this.alive.get(name);
    if (member === undefined) throw new Error(`${name} does not run.`);
    return member;
  }

  private forget(name: string): void {
    this.alive.delete(name);
    this.frozen.delete(name);
  }

  private heard(text: string): void {
    this.lines.push(text);
    if (this.lines.length > mostLines) this.lines.shift();
    if (text.includes(plaintext)) this.leaks.push(`a line: ${text}`);
    this.refusals += text.match(refusal)?.length ?? 0;
  }

  private told(name: string, word: Exclude<Word, { kind: 'ready' }>): void {
    if (word.kind === 'leak') this.leaks.push(`a span of ${name}: ${word.span}`);
    else {
      this.peak.reports += 1;
      this.peak.rss = Math.max(this.peak.rss, word.rss);
      this.peak.waiting = Math.max(this.peak.waiting, word.waiting);
    }
  }
}
