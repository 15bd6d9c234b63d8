import { readFileSync } from 'node:fs';
import type pg from 'pg';

/** Processor time that the server processes behind some connections have used, in nanoseconds (Linux). */
export class ProcessorTime {
  readonly #processes: readonly number[];

  private constructor(processes: readonly number[]) {
    this.#processes = processes;
  }

  static async of(clients: readonly pg.Client[]): Promise<ProcessorTime> {
    const processes: number[] = [];
    for (const client of clients) {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      for (const { pid } of rows) processes.push(pid);
    }
    return new ProcessorTime(processes);
  }

  nanoseconds(): number {
    return this.#processes
      .map((pid) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]))
      .reduce((sum, each) => sum + each, 0);
  }
}

export interface Spent {
  readonly seconds: number;
  /** Processor time of the server. */
  readonly microseconds: number;
}

export async function timed(processor: ProcessorTime, work: () => Promise<void>): Promise<Spent> {
  const used = processor.nanoseconds();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  return { seconds, microseconds: (processor.nanoseconds() - used) / 1000 };
}
