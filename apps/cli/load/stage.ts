import type { Chance } from '../history/chance.js';
import type { Time } from '../session.js';
import type { Crowd, Person } from './crowd.js';
import type { Lags } from './lags.js';
import type { Ledger, Told } from './ledger.js';
import { NoAnswer, type Demand, type Reply, type Wire } from './wire.js';

/** Milliseconds between two tries of what another context has not heard of yet, and until that is given up. */
const pace = 50;
const longestBehind = 10_000;

/** What a deed ends with unless it is done. */
export class Ended extends Error {
  constructor(
    /** `refused` by a 4xx; `failed` by a 5xx; `unanswered`: nobody knows. */
    readonly how: 'refused' | 'failed' | 'unanswered',
    /** The code of the refusal, or what is known. */
    readonly why: string,
  ) {
    super(`${how}: ${why}`);
  }
}

/** There was nothing that the deed could have been done with. It costs nothing and counts for nothing. */
export class Idle extends Error {}

/** What an answer of 2xx to a write promises, and what may have happened without one. */
export interface Promises<Answer> {
  readonly certain: (answer: Answer) => readonly Told[];
  readonly possible: readonly Told[];
}

/** What every deed of a load has of the world. */
export interface Stage {
  readonly wire: Wire;
  readonly crowd: Crowd;
  readonly ledger: Ledger;
  readonly lags: Lags;
  readonly chance: Chance;
  readonly time: Time;
  readonly operatorToken: string | null;
  /** Whether mails are captured here, so that their links can be followed; until one is seen that is not. */
  readonly mailbox: { isReadable: boolean };
  /** Aborted when nothing is waited for any more. */
  readonly signal: AbortSignal;
  /** Something that follows from what was done, and is measured as a deed of its own. */
  follow(name: string, deed: () => Promise<void>): void;
}

/** Asks, and gives the answer whatever it is, once no context is behind. @throws {Ended} when there is none */
export async function ask({ wire, time, signal }: Stage, who: Person | null, demand: Demand): Promise<Reply> {
  const since = time.now();
  for (;;) {
    const reply = await answered(wire, { ...demand, ...(who !== null && speaker(who, demand)) });
    who?.hears(reply.position);
    if (reply.code !== 'projection-behind' || time.now() - since > longestBehind || signal.aborted)
      return reply;
    await time.pause(pace, signal);
  }
}

/** A request that must be done. @throws {Ended} */
export async function read<Answer>(
  stage: Stage,
  who: Person | null,
  path: string,
  token?: string | null,
): Promise<Answer> {
  return done<Answer>(await ask(stage, who, { method: 'GET', path, ...(token !== undefined && { token }) }));
}

/** A write, and what its answer promises. @throws {Ended} */
export async function write<Answer>(
  stage: Stage,
  who: Person | null,
  demand: Demand,
  { certain, possible }: Promises<Answer>,
): Promise<Answer> {
  const { ledger, time } = stage;
  const sentAt = time.now();
  try {
    const answer = done<Answer>(await ask(stage, who, demand));
    ledger.answered(certain(answer), sentAt, time.now());
    return answer;
  } catch (error) {
    if (error instanceof Ended && error.how === 'refused') ledger.refused(possible);
    else ledger.doubted(possible);
    throw error;
  }
}

/** A request that must be refused so. @throws {Ended} */
export function refused(reply: Reply, ...codes: readonly string[]): void {
  if (reply.code !== null && codes.includes(reply.code)) return;
  done(reply);
  throw new Ended('failed', `was done, and should have been refused as ${codes.join(' or ')}`);
}

export function done<Answer>({ status, code, body }: Reply): Answer {
  if (status >= 200 && status < 300) return body as Answer;
  throw new Ended(status >= 500 ? 'failed' : 'refused', code ?? `http-${status}`);
}

async function answered(wire: Wire, demand: Demand): Promise<Reply> {
  try {
    return await wire.ask(demand);
  } catch (error) {
    if (error instanceof NoAnswer) throw new Ended('unanswered', error.message);
    throw error;
  }
}

function speaker({ key, network, position }: Person, { token }: Demand): Partial<Demand> {
  return { token: token === undefined ? key : token, network, position };
}
