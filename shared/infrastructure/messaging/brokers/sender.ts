import { Logger } from '@nestjs/common';
import type { LogRow } from '../log/log-row.js';
import { Pump } from '../pump.js';
import type { Destination, Place, Sent } from './destinations.js';
import type { ForwarderTools } from './forwarder.js';
import { tracedSend } from './send-span.js';
import { messageOf } from './wire.js';

/** So many facts at the most are on their way to a destination: the rest waits in the log, not in the broker. */
export const mostUnderWay = 10_000;

/** Sends the log to one destination, in order. */
export class Sender {
  /** Where it stands, as long as nobody else sends; unknown until the database was asked. */
  private place: Sent | undefined;
  private incarnation: string | undefined;
  private readonly pump: Pump;

  constructor(
    private readonly destination: Destination,
    private readonly log: string,
    private readonly channel: string,
    private readonly tools: ForwarderTools,
  ) {
    this.pump = new Pump({
      target: `${channel} over ${tools.broker.name}`,
      logger: new Logger('Forwarder'),
      step: () => this.step(),
      failed: () => {
        this.place = undefined;
      },
    });
  }

  start(): void {
    this.pump.start();
  }

  stop(): Promise<void> {
    return this.pump.stop();
  }

  /** Why nothing can be sent; undefined when it can. */
  get reason(): string | undefined {
    return this.pump.reason;
  }

  /** There may be something to send. */
  wake(): void {
    this.pump.wake();
  }

  /** Something may have to be sent again, or another relay may have gone silent. */
  reconsider(): void {
    this.place = undefined;
    this.pump.wake();
  }

  /** Sends one batch. False when there is nothing to send, or nobody would take it in. */
  async step(): Promise<boolean> {
    const { destinations, owner, reader, broker } = this.tools;
    const place = this.place ?? (await destinations.claim(this.destination, owner));
    if (place === null) return false;
    // What was read before a crash of the server may not have happened.
    if (place.incarnation !== this.incarnation) reader.forget();
    this.incarnation = place.incarnation;
    this.place = place;
    const room = mostUnderWay - (place.ordinal - place.landed);
    if (room <= 0) return false;
    const rows = (await reader.read(place)).slice(0, room);
    const last = rows.at(-1);
    if (last === undefined) return false;
    await tracedSend(broker, this.channel, rows, () =>
      broker.send(this.channel, this.messagesOf(rows, place)),
    );
    const end: Place = { tick: last.tick, pos: last.pos, ordinal: place.ordinal + rows.length };
    const landed = await destinations.sent(this.destination, owner, place, end);
    // Somebody else sends by now, or something has to be sent again: the database knows where to go on.
    if (this.place === place) this.place = landed === null ? undefined : { ...place, ...end, landed };
    return true;
  }

  private messagesOf(rows: readonly LogRow[], { ordinal, incarnation }: Sent) {
    return rows.map((row, index) => messageOf({ log: this.log, incarnation }, row, ordinal + index + 1));
  }
}
