import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';

const built = (file: string) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

/** The program as it is started for good: a process of its own, from what was built. */
export class Program {
  private heard = '';
  private listeners: (() => void)[] = [];
  private readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(
    private readonly home: string,
    env: Record<string, string>,
  ) {
    if (!existsSync(built('main.js')))
      throw new Error('The platform is not built. Build it first: tsc -b apps/platform');
    const { PATH = '' } = process.env;
    this.child = spawn(process.execPath, ['--import', built('telemetry/register.js'), built('main.js')], {
      env: { PATH, BOARDWALK_HOME: home, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.heard += chunk.toString();
        for (const listener of this.listeners) listener();
      });
    }
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  get said(): string {
    return this.heard;
  }

  /** Resolves when the program has said it; rejects when it has ended without. */
  async says(words: string): Promise<void> {
    await Promise.race([
      this.ended.then(() => {
        if (!this.heard.includes(words))
          throw new Error(`It ended without saying "${words}":\n${this.heard}`);
      }),
      new Promise<void>((resolve) => {
        const listen = () => {
          if (this.heard.includes(words)) resolve();
        };
        this.listeners.push(listen);
        listen();
      }),
    ]);
  }

  get instance(): { url: string; pid: number; operatorToken: string; metricsUrl: string } {
    return JSON.parse(readFileSync(instanceFile(this.home), 'utf8')) as {
      url: string;
      pid: number;
      operatorToken: string;
      metricsUrl: string;
    };
  }

  /** Asks it to stop and waits for its end. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** What the operator reads. */
  async read<T>(path: string): Promise<T> {
    const { url, operatorToken } = this.instance;
    const answer = await fetch(`${url}/api/v1/operator${path}`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
