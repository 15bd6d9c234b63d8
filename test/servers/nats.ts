import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { notYet, until } from '@boardwalk/testing/until';
import { cacheDirectory } from '@boardwalk/tooling/start-up/node-runtime.mjs';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect as connectTo } from '@nats-io/transport-node';
import type { BrokerServer, StartServer } from './broker-server.ts';
import { freePort } from './free-port.ts';

/** The release that is looked for in the cache. */
const release = '2.15.2';
const inCache = join(
  cacheDirectory(process.env, process.platform, homedir()),
  `nats-server-${release}-${process.platform}-${process.arch}`,
);

const missing = `Name a running NATS server in BOARDWALK_TEST_NATS (nats://…), or put nats-server on PATH (Debian: apt-get install nats-server; or GOBIN=${inCache} go install github.com/nats-io/nats-server/v2@v${release}).`;

export const natsServer: StartServer = async () => {
  const url = process.env['BOARDWALK_TEST_NATS'];
  if (url !== undefined) return runningServer(url);
  const program = natsProgram();
  return program === undefined ? { missing } : NatsServer.start(program);
};

/** @returns why tests that need one are skipped, to stand behind their title; empty when there is one */
export const lackingNats: string =
  process.env['BOARDWALK_TEST_NATS'] === undefined && natsProgram() === undefined ? `. ${missing}` : '';

/** @param configuration in the server's own form; it replaces `jetstream`, which is on otherwise */
export async function natsServerWith(configuration: string): Promise<NatsServer> {
  const program = natsProgram();
  if (program === undefined) throw new Error(missing);
  return NatsServer.start(program, configuration);
}

function natsProgram(): string | undefined {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), inCache];
  const name = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';
  return places.map((place) => join(place, name)).find((file) => existsSync(file));
}

/** A server that somebody else runs. */
async function runningServer(url: string): Promise<BrokerServer> {
  const connection = await connectTo({ servers: url });
  const version = connection.info?.version ?? 'unknown';
  await connection.close();
  return {
    url,
    version,
    restart: () => Promise.reject(new Error(`${url} is not ours to crash. Unset BOARDWALK_TEST_NATS.`)),
    wipe: async () => {
      const wiping = await connectTo({ servers: url });
      const { streams } = await jetstreamManager(wiping);
      for await (const { config } of streams.list('boardwalk.>')) await streams.delete(config.name);
      await wiping.close();
    },
    stop: () => Promise.resolve(),
  };
}

/** One of the test's own, on a free port of loopback. */
export class NatsServer implements BrokerServer {
  private readonly program: string;
  private readonly folder: string;
  readonly port: number;
  readonly version: string;
  private child: ChildProcess | undefined;

  // Node runs this file as it is.
  private constructor(program: string, folder: string, port: number, version: string) {
    this.program = program;
    this.folder = folder;
    this.port = port;
    this.version = version;
  }

  static async start(program: string, configuration = 'jetstream {}'): Promise<NatsServer> {
    const folder = await mkdtemp(join(tmpdir(), 'boardwalk-nats-'));
    await writeFile(join(folder, 'server.conf'), configuration);
    const server = new NatsServer(program, folder, await freePort(), await versionOf(program));
    await server.launch();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async restart(): Promise<void> {
    await this.crash();
    await this.launch();
  }

  /** From its next start on. @param configuration in the server's own form */
  async configure(configuration: string): Promise<void> {
    await writeFile(join(this.folder, 'server.conf'), configuration);
  }

  async wipe(): Promise<void> {
    await this.crash();
    await rm(join(this.folder, 'store'), { recursive: true, force: true });
    await this.launch();
  }

  async stop(): Promise<void> {
    await this.crash();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** It keeps its connections and says nothing any more, until it is told to go on. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.child?.kill('SIGCONT');
  }

  async crash(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.child = undefined;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async launch(): Promise<void> {
    const words = ['-a', '127.0.0.1', '-p', String(this.port), '-c', 'server.conf', '-sd', 'store'];
    const child = spawn(this.program, words, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    process.once('exit', () => child.kill('SIGKILL'));
    await until('the NATS server', async () => {
      if (child.exitCode !== null) throw new Error(`The NATS server ended: ${said}`);
      return (await greets(this.port)) ? true : notYet();
    });
  }
}

async function versionOf(program: string): Promise<string> {
  const child = spawn(program, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, 'close');
  return /\d+\.\d+\.\d+/.exec(said)?.[0] ?? 'unknown';
}

/** Whether it has said who it is, as it does when it is ready. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', (chunk) => {
      socket.destroy();
      resolve(chunk.toString().startsWith('INFO'));
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
