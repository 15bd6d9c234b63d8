import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('worker.ts', import.meta.url));

/** The worker processes of one run. A killed one is replaced by the next number. */
export class Workers {
  private readonly alive = new Map<string, ChildProcess>();
  /** What they said, for whoever has to find out what went wrong. */
  readonly said: string[] = [];
  private started = 0;
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Of those that run. */
  get names(): readonly string[] {
    return [...this.alive.keys()];
  }

  /** Resolves when it delivers. */
  async start(): Promise<void> {
    this.started += 1;
    const name = `hostile worker ${this.started}`;
    const child = spawn(process.execPath, [program, this.url, name], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const keep = (chunk: Buffer) => this.said.push(chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.alive.set(name, child);
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${name} ended before it was ready:\n${this.said.join('')}`);
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined); // from here on a worker may end
  }

  /** kill -9. Resolves when the process is gone. */
  async kill(name: string): Promise<void> {
    const child = this.one(name);
    this.alive.delete(name);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  freeze(name: string): void {
    this.one(name).kill('SIGSTOP');
  }

  thaw(name: string): void {
    this.one(name).kill('SIGCONT');
  }

  /** Asks all to drain; resolves with their exit codes. */
  async stop(): Promise<unknown[]> {
    const codes = [...this.alive.values()].map(async (child) => {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code as unknown;
    });
    this.alive.clear();
    return Promise.all(codes);
  }

  /** After a failure: nothing may be left behind. */
  end(): void {
    for (const child of this.alive.values()) child.kill('SIGKILL');
    this.alive.clear();
  }

  private one(name: string): ChildProcess {
    const child = this.alive.get(name);
    if (child === undefined) throw new Error(`${name} does not run.`);
    return child;
  }
}
