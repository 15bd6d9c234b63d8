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
