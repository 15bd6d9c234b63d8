import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Randomness } from '@boardwalk/domain';

const refusals = 0.1;
/** Taken, but the caller never hears of it. */
const hangs = 0.005;
const cuts = 0.01;

/** What the sink itself has written down of one letter. */
export interface Receipt {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  accepted: number;
  refused: number;
}

/** A provider in the world outside: takes most letters, refuses some, and sometimes leaves its caller without an answer. */
export class ExternalSink {
  readonly receipts = new Map<string, Receipt>();
  /** Letters that were taken without an answer. */
  unanswered = 0;
  private readonly server: Server;
  private readonly chance: Randomness;

  private constructor(chance: Randomness) {
    this.chance = chance;
    this.server = createServer((request, response) => {
      // A caller that died in the middle of its request has sent nothing.
      this.take(request, response).catch(() => response.destroy());
    });
  }

  static async open(chance: Randomness): Promise<ExternalSink> {
    const sink = new ExternalSink(chance);
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/letters`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { id, key, version } = JSON.parse(await text(request)) as Receipt;
    const receipt = this.receipts.get(id) ?? { id, key, version, accepted: 0, refused: 0 };
    this.receipts.set(id, receipt);
    const fate = this.chance.fraction();
    if (fate < refusals) {
      receipt.refused += 1;
      response.writeHead(503).end();
      return;
    }
    receipt.accepted += 1;
    if (fate < refusals + hangs + cuts) this.unanswered += 1;
    if (fate < refusals + hangs) return; // the caller gives up by itself
    if (fate < refusals + hangs + cuts) response.destroy();
    else response.writeHead(202).end();
  }
}
