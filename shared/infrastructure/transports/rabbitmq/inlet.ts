import { type Land, Trouble } from '@boardwalk/messaging';
import { Logger } from '@nestjs/common';
import { Arrivals } from './arrivals.js';
import type { Line } from './line.js';
import { rest } from './patience.js';

/** After trouble comes a rest: the first of these, in milliseconds, then twice as long each time, up to the last. */
const [firstRestMs, longestRestMs] = [100, 2_000] as const;
/** The rest, in milliseconds, after the connection broke or the queue was deleted, which takes the server a moment. */
const againMs = 1_000;

/** Receives from one queue, over one connection after the other, until it is ended. */
export class Inlet {
  private readonly logger = new Logger('RabbitmqBroker');
  private readonly ending = new AbortController();
  private arrivals: Arrivals | undefined;
  private running: Promise<void> | undefined;
  private troubles = 0;
  private readonly trouble = new Trouble((reason) =>
    this.logger.warn(
      `Nothing is received from ${this.queue}: ${reason}. It is tried again, and comes again.`,
    ),
  );

  constructor(
    private readonly line: Line,
    private readonly queue: string,
    private readonly land: Land,
  ) {}

  /**
   * Resolves when the server knows whom to give to.
   * @throws {BrokerUnfitError}
   * @throws {NotConnectedError}
   */
  async start(): Promise<void> {
    this.running = this.run(await this.open());
  }

  /** What is landing is finished and acknowledged; the rest goes back to the queue. */
  async end(): Promise<void> {
    this.ending.abort();
    this.arrivals?.end();
    await this.running;
  }

  private async open(): Promise<Arrivals> {
    this.arrivals = await Arrivals.open(await this.line.connection(), this.queue);
    // Whoever ended it meanwhile saw none.
    if (this.ending.signal.aborted) this.arrivals.end();
    return this.arrivals;
  }

  private async run(first: Arrivals): Promise<void> {
    let arrivals: Arrivals | undefined = first;
    while (!this.ending.signal.aborted) {
      let pause = againMs;
      try {
        arrivals ??= await this.open();
        await this.takeIn(arrivals);
        if (arrivals.refusal !== undefined) this.trouble.met(arrivals.refusal);
      } catch (error) {
        // Whoever acknowledges what was ended only hears that it was.
        this.trouble.met(arrivals?.refusal ?? error);
        pause = Math.min(firstRestMs * 2 ** this.troubles, longestRestMs);
        this.troubles += 1;
      }
      // What was not acknowledged goes to others meanwhile, if there are any.
      await arrivals?.close();
      arrivals = undefined;
      await rest(pause, this.ending.signal);
    }
    await arrivals?.close();
  }

  /** Until no more comes, or something did not land. */
  private async takeIn(arrivals: Arrivals): Promise<void> {
    for (;;) {
      const batch = await arrivals.take();
      const last = batch.at(-1);
      if (last === undefined) return;
      await this.land(batch.map(({ content }) => content.toString()));
      arrivals.acknowledge(last);
      this.troubles = 0;
      this.trouble.over();
    }
  }
}
