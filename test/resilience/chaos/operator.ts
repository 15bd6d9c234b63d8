import { setTimeout as pause } from 'node:timers/promises';
import { DeadLetters } from '@boardwalk/messaging';
import type { MessagingApplication } from '@boardwalk/testing/messaging-application';
import { patiently, type Witness } from './witness.ts';

const roundMs = 2_000;
const perRound = 500;

/** Mends the cause of what died and lets it run again. What was skipped stays as it is: later facts have gone on. */
export class Operator {
  redriven = 0;
  private readonly letters: DeadLetters;
  private readonly witness: Witness;

  constructor({ context }: MessagingApplication, witness: Witness) {
    this.letters = context.get(DeadLetters);
    this.witness = witness;
  }

  /** Round after round, as long as it goes on. */
  async walk(goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      await this.round();
      await pause(roundMs);
    }
  }

  /** Mends whatever may still be poison, and then lets everything that is parked run again. */
  async mendEverything(): Promise<void> {
    await this.witness.rows(
      `INSERT INTO chaos.cures SELECT key, version FROM chaos.changes ON CONFLICT DO NOTHING`,
    );
    while ((await this.round()) > 0);
  }

  private async round(): Promise<number> {
    const dead = (await patiently(() => this.letters.list({ limit: perRound }))).filter(
      ({ state }) => state === 'parked',
    );
    await this.witness.rows(
      `INSERT INTO chaos.cures SELECT key, version FROM witness.logged WHERE id = ANY($1::uuid[]) ON CONFLICT DO NOTHING`,
      [dead.map(({ eventId }) => eventId)],
    );
    for (const { eventId, subscription } of dead)
      this.redriven += await patiently(() => this.letters.redrive(eventId, subscription));
    return dead.length;
  }
}
