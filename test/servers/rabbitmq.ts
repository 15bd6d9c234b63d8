import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { NotYet, notYet, until } from '@boardwalk/testing/until';
import { connect } from 'amqplib';
import type { BrokerServer, StartServer } from './broker-server.ts';
import { freePort } from './free-port.ts';

/** A server whose settings a test may change while it runs. */
export interface OwnRabbitmq extends BrokerServer {
  /** As `rabbitmqctl` on the command line. @returns what it prints */
  control(...words: readonly string[]): Promise<string>;
}

/** Distributions put the real programs here; what they put on PATH changes the user. */
const usual = '/usr/lib/rabbitmq/bin';

const missing =
  'Install rabbitmq-server, 3.10 or later, and have it on PATH, or set BOARDWALK_TEST_RABBITMQ to the URL of one.';

/** @returns why tests that need one of their own are skipped, to stand behind their title; empty when there is one */
export const lackingRabbitmq: string = programsFolder() === undefined ? `. ${missing}` : '';

/** The one that is named, or one of the test's own. */
export const rabbitmqServer: StartServer = async () => {
  const url = process.env['BOARDWALK_TEST_RABBITMQ'];
  return url === undefined ? ownRabbitmqServer() : namedServer(url);
};

/** One that can be stopped and started, whichever is named. */
export async function ownRabbitmqServer(): Promise<OwnRabbitmq | { readonly missing: string }> {
  const programs = programsFolder();
  return programs === undefined ? { missing } : OwnServer.start(programs);
}

async function namedServer(url: string): Promise<BrokerServer> {
  const notOurs = () =>
    Promise.reject(new Error(`${url} is not ours; unset BOARDWALK_TEST_RABBITMQ for this.`));
  return { url, version: await versionAt(url), restart: notOurs, wipe: notOurs, stop: async () => undefined };
}

function programsFolder(): string | undefined {
  const folders = [usual, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, 'rabbitmq-server')));
}

async function versionAt(url: string): Promise<string> {
  const connection = await connect(url, { timeout: 1_000 });
  const { version } = connection.connection.serverProperties;
  await connection.close();
  return version;
}

const untilOver = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** A node of its own, with a port mapper of its own, all of it on loopback and below one folder. */
class OwnServer implements OwnRabbitmq {
  version = '';
  private readonly children: ChildProcess[] = [];
  private node: ChildProcess | undefined;
  private readonly endWithUs = () => this.killAll();
  private readonly programs: string;
  private readonly folder: string;
  private readonly port: number;
  private readonly environment: NodeJS.ProcessEnv;

  private constructor(programs: string, folder: string, port: number, environment: NodeJS.ProcessEnv) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    this.environment = environment;
    process.once('exit', this.endWithUs);
  }

  static async start(programs: string): Promise<OwnServer> {
    const folder = mkdtempSync(join(tmpdir(), 'boardwalk-rabbitmq-'));
    const [port, distribution, mapper] = [await freePort(), await freePort(), await freePort()];
    const server = new OwnServer(programs, folder, port, {
      PATH: process.env['PATH'],
      // The cookie lies there.
      HOME: folder,
      ERL_EPMD_PORT: String(mapper),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_AFLAGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_NODENAME: `boardwalk-${port}@localhost`,
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'logs'),
      RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
      RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
      // The program becomes the server instead of waiting for it, so that its process is the server's.
      RUNNING_UNDER_SYSTEMD: '1',
    });
    writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
    writeFileSync(
      join(folder, 'rabbitmq.conf'),
      [`listeners.tcp.1 = 127.0.0.1:${port}`, 'raft.wal_max_size_bytes = 64000000', ''].join('\n'),
    );
    server.spawn('epmd', ['-port', String(mapper), '-address', '127.0.0.1']);
    await server.run();
    server.version = await versionAt(server.url);
    return server;
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.port}`;
  }

  async restart(): Promise<void> {
    // It writes down half a second later which files belong to a new queue, and a crash before that loses the queue.
    await pause(1_500);
    await this.kill();
    await this.run();
  }

  async wipe(): Promise<void> {
    await this.kill();
    rmSync(join(this.folder, 'data'), { recursive: true, force: true });
    await this.run();
  }

  async stop(): Promise<void> {
    process.off('exit', this.endWithUs);
    this.killAll();
    await Promise.all(this.children.map(untilOver));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async control(...words: readonly string[]): Promise<string> {
    const program = join(this.programs, 'rabbitmqctl');
    const { stdout } = await promisify(execFile)(program, ['--quiet', ...words], { env: this.environment });
    return stdout;
  }

  private async run(): Promise<void> {
    mkdirSync(join(this.folder, 'data'), { recursive: true });
    const node = this.spawn(join(this.programs, 'rabbitmq-server'), []);
    this.node = node;
    await until(
      'RabbitMQ',
      async () => {
        if (node.exitCode !== null) throw new Error(`RabbitMQ has ended: ${this.told()}`);
        return versionAt(this.url).catch(
          (error: unknown): NotYet => notYet(this.told().length + String(error)),
        );
      },
      { stallMs: 60_000, everyMs: 200 },
    );
  }

  private async kill(): Promise<void> {
    if (this.node === undefined) return;
    this.node.kill('SIGKILL');
    await untilOver(this.node);
  }

  private spawn(program: string, words: readonly string[]): ChildProcess {
    const output = openSync(join(this.folder, 'output'), 'a');
    const child = spawn(program, words, { env: this.environment, stdio: ['ignore', output, output] });
    closeSync(output);
    this.children.push(child);
    return child;
  }

  private killAll(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }

  private told(): string {
    return readFileSync(join(this.folder, 'output'), 'utf8');
  }
}
