import { Logger } from '@nestjs/common';
import type { LandingPlaces } from '../elsewhere/other-database.js';
import { comparePositions } from '../log/position.js';
import type { Broker } from './broker.js';
import type { Destination } from './destinations.js';
import type { Inbox, Standing } from './inbox.js';
import { type Arrival, arrivalOf } from './wire.js';

/** So much may land before the relay is told out of turn, because it sends no more than it knows to be taken in. */
const reportEvery = 2_000;

/** Lands the facts of one log for one context: takes in what the broker brings, and says how far it has come. */
export class Landing {
  private readonly logger = new Logger('Landing');
  private endReceiving: (() => Promise<void>) | undefined;
  private reported = 0;
  /** Of the log's server, as of the last report. */
  private incarnation = '';
  private looking: Promise<void> | undefined;
  /** Something has landed that was not reported. */
  private isNews = false;

  /**
   * @param destinations of the log that is read
   * @param subscriptions of the context
   * @param grew to be called when something has landed
   */
  constructor(
    private readonly broker: Broker,
    private readonly inbox: Inbox,
    private readonly destination: Destination,
    private readonly destinations: LandingPlaces,
    private readonly subscriptions: readonly string[],
    private readonly grew: () => void,
  ) {}

  /** Opens what is not open, says how far everything has come, forgets what nobody needs. One at a time. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Says how far everything has come, if that is news. */
  async tell(): Promise<void> {
    if (!this.isNews) return;
    this.isNews = false;
    await this.report(await this.inbox.standing(this.subscriptions));
  }

  async stop(): Promise<void> {
    await this.looking?.catch(() => undefined);
    await this.endReceiving?.();
    this.endReceiving = undefined;
  }

  private async lookOnce(): Promise<void> {
    const standing = await this.inbox.standing(this.subscriptions);
    const { needed, landed } = standing;
    // Its lanes are made first; they know where they begin.
    if (needed === undefined) return;
    // Nobody wants what lies between: the context got it in another way.
    const isPassed = landed !== undefined && comparePositions(needed, landed) > 0;
    if (landed === undefined || isPassed) {
      await this.inbox.open({ ...needed, ordinal: await this.destinations.ordinalOf(needed) });
      await this.report(await this.inbox.standing(this.subscriptions));
    } else {
      await this.inbox.prune(standing);
      await this.report(standing);
    }
    if (this.endReceiving !== undefined) return;
    const channel = await this.destinations.channelOf(this.destination);
    this.endReceiving = await this.broker.receive(channel, (bodies) => this.land(channel, bodies));
  }

  private async report({ landed, saidAt }: Standing): Promise<void> {
    if (landed === undefined) return;
    this.reported = landed.ordinal;
    this.incarnation = await this.destinations.report(this.destination, landed, saidAt);
  }

  private async land(channel: string, bodies: readonly string[]): Promise<void> {
    const arrivals: Arrival[] = [];
    for (const body of bodies) {
      const arrival = arrivalOf(body);
      if ('foreign' in arrival) await this.refuse(channel, arrival.foreign, body);
      else if (arrival.log !== this.inbox.log) await this.refuse(channel, 'it is of another log', body);
      else arrivals.push(arrival);
    }
    if (arrivals.length === 0) return;
    const isOwn = this.inbox.log === this.destination.database;
    const reached = await this.inbox.land(arrivals, isOwn ? null : this.incarnation);
    if (reached === null) throw new Error(`Nothing can land for ${this.inbox.context}: it was not opened.`);
    this.isNews = true;
    this.grew();
    if (reached - this.reported < reportEvery) return;
    this.reported = reached;
    // Told with the next look if not now.
    this.look().catch((error: unknown) => this.logger.debug(String(error)));
  }

  private async refuse(channel: string, why: string, body: string): Promise<void> {
    await this.inbox.keepForeign(channel, why, body);
    this.logger.error(
      `A message in ${channel} on ${this.broker.name} is not from here: ${why}. It is kept in messaging.foreign_messages; find out who else writes there.`,
    );
  }
}
