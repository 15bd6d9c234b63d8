import { Chance } from '../../shared/infrastructure/messaging/test/simulation/chance.ts';
import { Server } from '../../shared/infrastructure/messaging/test/simulation/database/server.ts';
import type { Session } from '../../shared/infrastructure/messaging/test/simulation/database/session.ts';
import { Scheduler } from '../../shared/infrastructure/messaging/test/simulation/scheduler.ts';
import { modelledStatements } from '../../shared/infrastructure/messaging/test/simulation/statements/all.ts';
import { said, type Step, Transcript } from './step.js';

/** Longer than any commit of the model takes, in microseconds. */
const moment = 200_000;

/** Plays a scenario on the simulation's model of the database. */
export async function playOnModel(steps: readonly Step[]): Promise<string[]> {
  const scheduler = new Scheduler();
  const server = new Server(scheduler, new Chance(1), modelledStatements, () => undefined);
  const sessions = new Map<string, Session>();
  const transcript = new Transcript();
  const unanswered = new Map<string, number>();
  for (const { session: name, text, values } of steps) {
    const session =
      sessions.get(name) ?? server.connect({ synchronous: true, losesPatience: false }, () => undefined);
    sessions.set(name, session);
    unanswered.set(name, (unanswered.get(name) ?? 0) + 1);
    session.receive({
      text,
      values,
      answer: (answer) => {
        unanswered.set(name, (unanswered.get(name) ?? 0) - 1);
        transcript.say(said(name, answer));
      },
    });
    await scheduler.pass(moment);
    if (unanswered.get(name) !== 0) transcript.say(`${name} waits`);
    transcript.endStep();
  }
  return transcript.lines;
}
