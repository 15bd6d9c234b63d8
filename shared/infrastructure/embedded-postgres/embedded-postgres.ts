import { clusterIn } from './cluster.js';
import { SupervisedServer } from './supervised-server.js';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster, its password and its server's log; made when missing. One cluster per directory. */
  readonly directory: string;
  /** False: fast, and lost when the machine stops. For tests. */
  readonly durable: boolean;
  /** Takes one line about each thing that takes time or went wrong. */
  readonly log: (line: string) => void;
}

/** A part in a private PostgreSQL server, which ends with the last part that is given back. */
export interface EmbeddedPostgres {
  /** The role that owns the cluster, on its database `postgres`. Holds a password: not for logs. */
  readonly url: string;
  readonly port: number;
  /** Where the files are; another than was asked for when the server's account cannot go there. */
  readonly directory: string;
  /** The server's first process; another one after a killed server was started again. */
  readonly pid: number;
  /** Gives this part back and, when it is the last one, ends the server in order. */
  stop(): Promise<void>;
}

/**
 * Starts the private server of a directory, or joins the one that runs there: also one that outlived a killed
 * process. A durable server that ends without being asked to is started again on the same port.
 *
 * @throws {EmbeddedPostgresError}
 */
export async function startEmbeddedPostgres({
  directory,
  durable,
  log,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = new SupervisedServer(await clusterIn(directory, durable, log), durable, log);
  await server.join();
  return server;
}
