import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

/** Processor time that some processes have used, in nanoseconds (Linux). */
export class ProcessorTime {
  readonly #processes: () => readonly number[];

  private constructor(processes: () => readonly number[]) {
    this.#processes = processes;
  }

  /** The server processes behind some connections. */
  static async of(clients: readonly pg.Client[]): Promise<ProcessorTime> {
    const processes: number[] = [];
    for (const client of clients) {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      for (const { pid } of rows) processes.push(pid);
    }
    return new ProcessorTime(() => processes);
  }

  /** A whole server: its first process and what that has started, the writers of its logs and pages among them. */
  static ofServer(pid: number): ProcessorTime {
    return new ProcessorTime(() => [pid, ...childrenOf(pid)]);
  }

  /** For work that no server has a part in. */
  static readonly ofNobody = new ProcessorTime(() => []);

  nanoseconds(): number {
    return [...this.byProcess().values()].reduce((sum, each) => sum + each, 0);
  }

  byProcess(): Map<number, number> {
    const used = new Map<number, number>();
    for (const pid of this.#processes()) {
      const text = textOf(`/proc/${pid}/schedstat`);
      if (text !== undefined) used.set(pid, Number(text.split(' ')[0]));
    }
    return used;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      // The name in parentheses may hold anything; behind it stand the state and the parent.
      const stat = textOf(`/proc/${pid}/stat`);
      return Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    });
}

/** Undefined when the process has ended. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

export interface Spent {
  readonly seconds: number;
  /** Processor time of the server. */
  readonly microseconds: number;
}

export async function timed(processor: ProcessorTime, work: () => Promise<void>): Promise<Spent> {
  const before = processor.byProcess();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  // A process that was started meanwhile counts whole; one that ended counts no more.
  let nanoseconds = 0;
  for (const [pid, used] of processor.byProcess()) nanoseconds += used - (before.get(pid) ?? 0);
  return { seconds, microseconds: nanoseconds / 1000 };
}

/** What a piece of work took, in the clients (this process) and in the server. */
export interface Work {
  readonly seconds: number;
  readonly clientMicroseconds: number;
  readonly serverMicroseconds: number;
}

export async function worked(server: ProcessorTime, work: () => Promise<void>): Promise<Work> {
  const before = process.cpuUsage();
  const { seconds, microseconds } = await timed(server, work);
  const { user, system } = process.cpuUsage(before);
  return { seconds, clientMicroseconds: user + system, serverMicroseconds: microseconds };
}
