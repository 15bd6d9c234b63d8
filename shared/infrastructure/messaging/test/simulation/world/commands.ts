import { change, takeId } from '../statements/own.ts';
import { factOf } from './consumers.ts';
import type { CommandPlan } from './plan.ts';
import type { SimulatedProcess } from './process.ts';

class Refused extends Error {
  override readonly name = 'Refused';
}

/** What the caller of a command was told; a caller whose process died was told nothing. */
export type Answer = 'nothing' | 'acknowledged' | 'refused' | 'failed';

/** Resolves with what the caller is told. */
export async function execute(name: string, plan: CommandPlan, process: SimulatedProcess): Promise<Answer> {
  try {
    if (plan.end === 'outside a unit') await publishAlone(plan, process);
    else await process.units.run(() => changed(name, plan, process));
    return 'acknowledged';
  } catch (error) {
    return error instanceof Refused ? 'refused' : 'failed';
  }
}

async function publishAlone({ facts }: CommandPlan, process: SimulatedProcess): Promise<void> {
  for (const { contract, key } of facts) await process.publisher.publish(factOf(contract, key, 1));
}

async function changed(name: string, plan: CommandPlan, process: SimulatedProcess): Promise<void> {
  const unit = process.units.current();
  if (unit === undefined) throw new Error('A command runs in a unit of work.');
  if (plan.early > 0) {
    await unit.query(takeId);
    await process.pause(plan.early);
  }
  for (const { key, contract } of plan.facts) {
    const { rows } = await unit.query<{ version: number }>(change, [key, name]);
    void process.publisher.publish(factOf(contract, key, rows[0]?.version ?? 0));
  }
  if (plan.late > 0) await process.pause(plan.late);
  if (plan.end === 'refuse') throw new Refused('The command changed its mind.');
}
