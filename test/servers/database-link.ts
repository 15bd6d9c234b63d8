import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The way to a database, which can be cut as if the server had been stopped, and joined again. */
export class DatabaseLink {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private server: Server,
    private readonly port: number,
    /** The database, by way of this link. */
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<DatabaseLink> {
    const target = new URL(databaseUrl);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(port);
    const link = new DatabaseLink(server, port, url.href);
    server.on('connection', (socket) => link.carry(socket, target));
    return link;
  }

  /** Ends every connection, and refuses new ones. */
  async cut(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async join(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  private carry(socket: Socket, { hostname, port }: URL): void {
    const other = connect(Number(port), hostname);
    for (const [end, opposite] of [
      [socket, other],
      [other, socket],
    ] as const) {
      end.setNoDelay(true);
      this.sockets.add(end);
      end.pipe(opposite);
      // Either end may break; then the other one is of no use.
      end.on('error', () => opposite.destroy());
      end.on('close', () => {
        this.sockets.delete(end);
        opposite.destroy();
      });
    }
  }
}
