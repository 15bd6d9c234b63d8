import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { notYet, until } from '@boardwalk/testing/until';
import { instanceFile } from '@boardwalk/tooling/boardwalk-home.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The programs, as they were built. */
const built = {
  platform: join(root, 'apps/platform/dist/main.js'),
  tracing: join(root, 'apps/platform/dist/telemetry/register.js'),
  endWithParent: join(root, 'shared/tooling/start-up/end-with-parent.mjs'),
  cli: join(root, 'apps/cli/bin/boardwalk.js'),
};

interface Instance {
  readonly url: string;
  readonly pid: number;
  readonly operatorToken: string;
  readonly metricsUrl: string;
}

interface Consumers {
  readonly total: number;
  readonly subscriptions: readonly { readonly lag: number; readonly retrying: number }[];
}

/** The platform as a process of its own, started as `npm start` starts it. It drains when the test that started it ends. */
export class PlatformProcess {
  readonly url: string;
  readonly operatorToken: string;
  readonly metricsUrl: string;
  private readonly child: ChildProcess;
  private readonly said: readonly string[];

  private constructor(
    { url, operatorToken, metricsUrl }: Instance,
    child: ChildProcess,
    said: readonly string[],
  ) {
    this.url = url;
    this.operatorToken = operatorToken;
    this.metricsUrl = metricsUrl;
    this.child = child;
    this.said = said;
  }

  /**
   * Resolves when it answers; without the role web, when it runs. Then it has no url.
   * @param home its BOARDWALK_HOME
   * @param env further variables; PORT is any free one unless given
   */
  static async start(home: string, env: Readonly<Record<string, string>> = {}): Promise<PlatformProcess> {
    const preloads = [built.endWithParent, built.tracing].flatMap((file) => [
      '--import',
      pathToFileURL(file).href,
    ]);
    const child = spawn(process.execPath, [...preloads, built.platform], {
      // Tests ask more than people may.
      env: { ...inherited(), PORT: '0', LOG_LEVEL: 'warn', RATE_LIMITS: 'off', BOARDWALK_HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const said: string[] = [];
    child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const instance = await until<Instance>(
      'the platform to be ready',
      async () => {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`The platform ended before it was ready:\n${said.join('')}`);
        const told = read(home) ?? unheard(child.pid, said.join(''));
        return told !== undefined && told.pid === child.pid ? told : notYet(said.length);
      },
      { stallMs: 60_000, everyMs: 50 },
    );
    return new PlatformProcess(instance, child, said);
  }

  get pid(): number {
    const { pid } = this.child;
    if (pid === undefined) throw new Error('The platform was not started.');
    return pid;
  }

  /** What it printed. */
  get output(): string {
    return this.said.join('');
  }

  /** What the operator reads at a path of the API. */
  ask<T>(path: string): Promise<T> {
    return this.request<T>(path);
  }

  /** What the operator does there. */
  tell<T>(path: string, body: object = {}): Promise<T> {
    return this.request<T>(path, body);
  }

  private async request<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/operator/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${this.operatorToken}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Resolves when every subscription has come to the end of a log that is not empty. */
  async caughtUp(): Promise<void> {
    const look = async () => {
      const { subscriptions, total } = await this.ask<Consumers>('consumers');
      const left = subscriptions.reduce((sum, { lag, retrying }) => sum + lag + retrying, 0);
      return total > 0 && left === 0 ? 'all' : notYet([total, left]);
    };
    await until('every subscription to catch up', look, { stallMs: 30_000 });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const exited = this.exited();
    this.child.kill('SIGKILL');
    await exited;
  }

  /** Asks it to drain; resolves with its exit code. */
  async stop(): Promise<number | null> {
    const exited = this.exited();
    this.child.kill('SIGTERM');
    await exited;
    return this.child.exitCode;
  }

  private async exited(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** `boardwalk …` beside a platform of this home. @param env further variables */
export function boardwalk(
  home: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ran> } {
  const child = spawn(process.execPath, [built.cli, ...words], {
    env: { ...inherited(), BOARDWALK_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: ran(child) };
}

/** A script of ours, to its end. */
export function script(path: string, words: readonly string[], home: string): Promise<Ran> {
  return ran(
    spawn(process.execPath, [join(root, path), ...words], {
      env: { ...inherited(), BOARDWALK_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

async function ran(child: ChildProcess): Promise<Ran> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, output };
}

function read(home: string): Instance | undefined {
  try {
    return JSON.parse(readFileSync(instanceFile(home), 'utf8')) as Instance;
  } catch {
    return undefined; // not written yet
  }
}

/** A process that answers no requests writes no file of its own. */
function unheard(pid: number | undefined, said: string): Instance | undefined {
  const metricsUrl = /answers no requests here\.[^]*Metrics {3}(\S+)[^]*Ctrl-C/.exec(said)?.[1];
  return pid === undefined || metricsUrl === undefined
    ? undefined
    : { url: '', pid, operatorToken: '', metricsUrl };
}

/** Nothing of what configures whoever runs the tests may configure what they start. */
function inherited(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }) };
}
