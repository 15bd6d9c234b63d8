import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError, Randomness } from '@boardwalk/domain';
import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ChaosFact, isPoison, type Mark, markOf, readableEmailOf } from './facts.ts';

// Decorators are called as functions: Node runs these files as they are.

export interface ChaosTables {
  effects: {
    subscription: string;
    event_id: string;
    key: string;
    version: number;
    deed: string;
    worker: string;
  };
  cures: { key: string; version: number };
  letters: { id: string; key: string; version: number; next_attempt_at: Date; trace: string };
}

/** The name under which a process holds its leases. */
export const Worker = Symbol('owner of the leases');

class Poisoned extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'poisoned';
}

interface Work {
  /** Milliseconds that the handler takes. */
  readonly takesMs: number;
  /** Whether the effect promises a call to the world outside. */
  readonly letter?: boolean;
}

export class NoteEffect {
  readonly subscription: string;
  readonly eventId: string;
  readonly key: string;
  readonly mark: Mark;
  readonly email: string | undefined;
  readonly work: Work;
  readonly isReplay: boolean;

  constructor(subscription: string, fact: ChaosFact, work: Work) {
    this.subscription = subscription;
    this.eventId = fact.metadata.eventId;
    this.key = fact.userId;
    this.mark = markOf(fact);
    this.email = readableEmailOf(fact);
    this.work = work;
    this.isReplay = fact.metadata.isReplay;
  }
}

/** One delivery in a thousand fails after it has written, and succeeds when it is tried again. */
const failureRate = 0.001;

export class NoteEffectHandler implements ICommandHandler<NoteEffect> {
  private readonly database: Database<ChaosTables>;
  private readonly intents: IntentSender;
  private readonly randomness: Randomness;
  private readonly worker: string;

  constructor(
    database: Database<ChaosTables>,
    intents: IntentSender,
    randomness: Randomness,
    worker: string,
  ) {
    this.database = database;
    this.intents = intents;
    this.randomness = randomness;
    this.worker = worker;
  }

  async execute(command: NoteEffect): Promise<void> {
    const { subscription, eventId, key, mark, work } = command;
    await this.database.query
      .insertInto('effects')
      .values({ subscription, event_id: eventId, key, ...mark, worker: this.worker })
      .execute();
    if (work.letter === true) await this.promiseLetter(key, mark.version);
    await pause(work.takesMs);
    if (isPoison(key, mark.version)) await this.refuseUnlessCured(command);
    if (this.randomness.fraction() < failureRate)
      throw new Error(`A handler fails now and then, and says for whom: ${command.email ?? key}.`);
  }

  private async promiseLetter(key: string, version: number): Promise<void> {
    // A second intent of one fact would not be refused here: whoever counts them has to see it.
    await this.database.query
      .insertInto('letters')
      .values({ id: randomUUID(), key, version, next_attempt_at: new Date(), trace: this.intents.trace() })
      .execute();
    this.intents.written();
  }

  /** Whoever replays does so after every cause was mended. */
  private async refuseUnlessCured({ key, mark, email, isReplay }: NoteEffect): Promise<void> {
    if (isReplay) return;
    const cure = await this.database.query
      .selectFrom('cures')
      .select('key')
      .where('key', '=', key)
      .where('version', '=', mark.version)
      .executeTakeFirst();
    if (cure === undefined)
      throw new Poisoned(`${key} ${mark.version} is poison to ${email ?? 'everybody'}.`);
  }
}
CommandHandler(NoteEffect)(NoteEffectHandler);
Inject(Database)(NoteEffectHandler, undefined, 0);
Inject(IntentSender)(NoteEffectHandler, undefined, 1);
Inject(Randomness)(NoteEffectHandler, undefined, 2);
Inject(Worker)(NoteEffectHandler, undefined, 3);
