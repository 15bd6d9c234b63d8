import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Notice } from '../domain/notice.js';
import { Notices } from './notices.js';

/** Whom a notice for many is for. */
export type Audience =
  | {
      readonly kind: 'pullers';
      readonly extensionName: string;
      /** Undefined for those of any version. */
      readonly version?: string | undefined;
      /** Whoever caused the notice needs not be told. */
      readonly except: string;
    }
  | { readonly kind: 'listed'; readonly userIds: readonly string[] };

/** A notice for many people, which is told to so many at a time, each in a transaction of its own. */
export interface Round {
  /** The fact. */
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly notice: Notice;
  readonly audience: Audience;
}

/** Rounds that are under way. */
export abstract class Rounds {
  /** Begins a round, which goes on by itself when the transaction has committed. The same fact again begins nothing. */
  abstract begin(round: Round): Promise<void>;

  /** Null when everybody has been told. */
  abstract find(eventId: string): Promise<Round | null>;

  /** The next of the audience, by user id. Pullers are those who had pulled before the fact. */
  abstract next(round: Round, most: number): Promise<readonly string[]>;

  /** They were told; the round goes on after the last of them. */
  abstract goOn(round: Round, told: readonly string[]): Promise<void>;

  /** Everybody was told. */
  abstract end(round: Round): Promise<void>;

  protected stepOf(eventId: string): ContinueRound {
    return new ContinueRound(eventId);
  }
}

/** Everybody in an audience is told something, however many they are. */
export class NotifyAudience {
  constructor(readonly round: Round) {}
}

@CommandHandler(NotifyAudience)
export class NotifyAudienceHandler implements ICommandHandler<NotifyAudience, void> {
  constructor(private readonly rounds: Rounds) {}

  execute({ round }: NotifyAudience): Promise<void> {
    return this.rounds.begin(round);
  }
}

/** Most people who are told in one transaction. */
export const mostAtOnce = 200;

/** The next of an audience are told. */
export class ContinueRound {
  constructor(readonly eventId: string) {}
}

@CommandHandler(ContinueRound)
export class ContinueRoundHandler implements ICommandHandler<ContinueRound, void> {
  constructor(
    private readonly rounds: Rounds,
    private readonly notices: Notices,
  ) {}

  async execute({ eventId }: ContinueRound): Promise<void> {
    const round = await this.rounds.find(eventId);
    if (round === null) return;
    const next = await this.rounds.next(round, mostAtOnce);
    await this.notices.tell(round, next);
    if (next.length === mostAtOnce) await this.rounds.goOn(round, next);
    else await this.rounds.end(round);
  }
}
