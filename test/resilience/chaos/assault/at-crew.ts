import { setTimeout as pause } from 'node:timers/promises';
import { notYet, until } from '@boardwalk/testing/until';
import type { Member } from '../fleet.ts';
import type { Blow } from '../schedule.ts';
import type { Witness } from '../witness.ts';
import type { Assault } from './assault.ts';

/** Leases run out and processes start within it, also on a busy machine. */
const stallMs = 60_000;

interface Victim {
  readonly member: Member;
  readonly xid: string;
}

/** Whoever takes over must be there already. */
const fewestAwake = 2;

/** Kills and freezes the holders of one crew's subscriptions, each in the middle of a transaction. */
export async function assailCrew(crew: string, blows: readonly Blow[], assault: Assault): Promise<void> {
  const { fleet, witness, recoveries, tally, budget, report } = assault;
  const replacements: Promise<void>[] = [];
  for (const blow of blows) {
    await pause(blow.afterMs);
    if (fleet.awake(crew).length < fewestAwake) await Promise.all(replacements);
    if (assault.over()) return;
    const { member, xid } = await caughtWriting(crew, assault);
    const held = await witness.places(member.owner);
    const struckAt = performance.now();
    if (blow.kind === 'kill') {
      await fleet.kill(member);
      tally.blowIsOver();
      replacements.push(fleet.start(crew));
      await recoveries.note('kill', struckAt, held);
      tally.kills += 1;
      tally.torn += (await wasRolledBack(witness, xid)) ? 1 : 0;
    } else {
      const recovered = recoveries.note('freeze', struckAt, held, struckAt + blow.frozenMs);
      // Thawed whether or not another has taken over by then.
      await pause(blow.frozenMs);
      fleet.thaw(member);
      tally.blowIsOver();
      await recovered;
      tally.freezes += 1;
    }
    budget.allow(tally.share);
    report(
      `${tally.kills} kills, ${tally.freezes} freezes, ${tally.restarts} restarts: ${blow.kind} of ${member.name}; ${budget.committed} facts`,
    );
  }
  await Promise.all(replacements);
}

/** Freezes a worker that has written effects and has not committed them. */
function caughtWriting(crew: string, { witness, fleet, budget }: Assault): Promise<Victim> {
  return until(
    `a worker of the crew ${crew} with a transaction under way`,
    async () => {
      const [writing] = await witness.rows<{ name: string; xid: string }>(
        `SELECT a.application_name AS name, a.backend_xid::text AS xid
         FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE l.relation = 'chaos.effects'::regclass AND l.mode = 'RowExclusiveLock'
           AND a.application_name = ANY($1) AND a.backend_xid IS NOT NULL
         ORDER BY random() LIMIT 1`,
        [fleet.awake(crew).map(({ name }) => name)],
      );
      const member = fleet.awake(crew).find(({ name }) => name === writing?.name);
      if (writing === undefined || member === undefined) {
        budget.trickle(1); // they are quicker than the writers may be
        return notYet();
      }
      fleet.freeze(member);
      if ((await statusOf(witness, writing.xid)) === 'in progress') return { member, xid: writing.xid };
      fleet.thaw(member);
      return notYet();
    },
    { stallMs, everyMs: 10 },
  );
}

function wasRolledBack(witness: Witness, xid: string): Promise<boolean> {
  return until('the end of a killed transaction', async () => {
    const status = await statusOf(witness, xid);
    return status === 'in progress' ? notYet() : status === 'aborted';
  });
}

async function statusOf(witness: Witness, xid: string): Promise<string | null> {
  return (await witness.one<{ status: string | null }>('SELECT pg_xact_status($1::xid8) AS status', [xid]))
    .status;
}
