import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerServer } from '../../../servers/broker-server.ts';
import type { BrokerBlow } from '../schedule.ts';
import type { Assault } from './assault.ts';

/** Kills the broker and starts it again, with what it had made durable or with nothing. */
export async function assailBroker(
  server: BrokerServer,
  blows: readonly BrokerBlow[],
  assault: Assault,
): Promise<void> {
  const { tally, report } = assault;
  for (const { kind, at } of blows) {
    while (tally.share < at) {
      if (assault.over()) return;
      await pause(50);
    }
    await server[kind]();
    tally.blowIsOver();
    if (kind === 'restart') tally.brokerRestarts += 1;
    else tally.wipes += 1;
    report(`${kind} of the broker`);
  }
}
