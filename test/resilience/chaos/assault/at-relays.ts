import { setTimeout as pause } from 'node:timers/promises';
import { relays } from '../fleet.ts';
import type { Blow } from '../schedule.ts';
import type { Assault } from './assault.ts';

/** Blows at the relays fall evenly among those at the workers. */
export async function assailRelays(blows: readonly Blow[], assault: Assault): Promise<void> {
  const { fleet, tally } = assault;
  for (const [index, blow] of blows.entries()) {
    while (tally.share < (index + 0.5) / blows.length) {
      if (assault.over()) return;
      await pause(50);
    }
    const [relay] = fleet.awake(relays);
    if (relay === undefined) throw new Error('No relay is left to strike at.');
    if (blow.kind === 'kill') {
      await fleet.kill(relay);
      await fleet.start(relays);
    } else {
      fleet.freeze(relay);
      await pause(blow.frozenMs);
      fleet.thaw(relay);
    }
    tally.blowIsOver();
    tally.relayBlows += 1;
  }
}
