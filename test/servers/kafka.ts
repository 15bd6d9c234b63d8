import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { notYet, until } from '@boardwalk/testing/until';
import { Admin, type BaseOptions } from '@platformatic/kafka';
import type { BrokerServer, StartServer } from './broker-server.ts';
import { kafkaJars, kafkaVersion } from './kafka-jars.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

export interface KafkaPorts {
  /** Where it listens. */
  readonly port: number;
  /** Where it tells clients to connect to: itself, or what leads to it. */
  readonly advertised: number;
}

/** One node that is broker and controller. */
export const kafkaServer: StartServer = async () => {
  const port = await freePort();
  return startKafka({ port, advertised: port });
};

/** @param password of the account "boardwalk"; without one everybody is let in */
export async function startKafka(
  ports: KafkaPorts,
  password?: string,
): Promise<KafkaServer | { readonly missing: string }> {
  const jars = await kafkaJars();
  return typeof jars === 'string' ? KafkaServer.start(jars, ports, password) : jars;
}

export class KafkaServer implements BrokerServer {
  readonly version = kafkaVersion;
  readonly url: string;
  private readonly jars: string;
  private readonly directory: string;
  private readonly ports: KafkaPorts;
  private readonly controller: number;
  private password: string | undefined;
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(jars: string, directory: string, ports: KafkaPorts, controller: number) {
    this.jars = jars;
    this.directory = directory;
    this.ports = ports;
    this.controller = controller;
    this.url = `kafka://127.0.0.1:${ports.advertised}`;
  }

  static async start(jars: string, ports: KafkaPorts, password?: string): Promise<KafkaServer> {
    const directory = await mkdtemp(join(tmpdir(), 'boardwalk-kafka-'));
    const server = new KafkaServer(jars, directory, ports, await freePort());
    await server.letIn(password);
    await server.format();
    await server.run();
    return server;
  }

  /** How a client connects, past whatever leads to it. */
  get access(): Pick<BaseOptions, 'clientId' | 'bootstrapBrokers' | 'sasl'> {
    const { password } = this;
    return {
      clientId: 'of a test',
      bootstrapBrokers: [{ host: '127.0.0.1', port: this.ports.port }],
      ...(password !== undefined && { sasl: { mechanism: 'PLAIN' as const, username: account, password } }),
    };
  }

  /** From its next start on: whoever logs in as "boardwalk" with this password. */
  async letIn(password: string | undefined): Promise<void> {
    this.password = password;
    const settings = settingsFor(this.data, this.ports, this.controller);
    await writeFile(this.settings, password === undefined ? settings : settings + accountsFor(password));
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.run();
  }

  async wipe(): Promise<void> {
    await this.kill();
    await this.format();
    await this.run();
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** It neither answers nor closes anything until it goes on. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.child?.kill('SIGCONT');
  }

  private get settings(): string {
    return join(this.directory, 'server.properties');
  }

  private get data(): string {
    return join(this.directory, 'data');
  }

  /** Whatever was there is gone; what comes is another cluster. */
  private async format(): Promise<void> {
    await rm(this.data, { recursive: true, force: true });
    await mkdir(this.data);
    await run('java', [
      ...light,
      ...['-cp', this.jars, 'kafka.tools.StorageTool', 'format'],
      ...[`--cluster-id=${randomBytes(16).toString('base64url')}`, '--config', this.settings],
    ]);
  }

  private async run(): Promise<void> {
    const child = spawn('java', [...light, '-cp', this.jars, 'kafka.Kafka', this.settings], {
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.said = '';
    const hear = (chunk: Buffer) => {
      this.said = (this.said + chunk.toString()).slice(-10_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const endWithTests = () => child.kill('SIGKILL');
    process.once('exit', endWithTests);
    child.once('exit', () => process.off('exit', endWithTests));
    await until('Kafka to answer', () => this.answers(child), { stallMs: 60_000, everyMs: 100 });
  }

  private async answers(child: ChildProcess): Promise<true | ReturnType<typeof notYet>> {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`Kafka ended before it was ready:\n${this.said}`);
    const admin = new Admin({
      ...this.access,
      connectTimeout: 1_000,
      requestTimeout: 1_000,
      retries: 0,
    });
    try {
      const { brokers } = await admin.metadata({ topics: [] });
      return brokers.size === 1 ? true : notYet();
    } catch {
      return notYet();
    } finally {
      await admin.close();
    }
  }

  /** kill -9. */
  private async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

/** Quick to start and small, not quick in the long run. */
const light = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

const account = 'boardwalk';

/** Behind other settings, of which the last one counts. */
const accountsFor = (password: string): string =>
  `listener.security.protocol.map=PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
  username="${account}" password="${password}" user_${account}="${password}";
`;

const settingsFor = (data: string, { port, advertised }: KafkaPorts, controller: number): string =>
  `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${advertised}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${data}
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
# One that was killed is not waited for.
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
# A group does not wait for more members before it receives.
group.initial.rebalance.delay.ms=0
`;
