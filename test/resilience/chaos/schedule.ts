import { SeededRandomness } from '@boardwalk/testing/seeded-randomness';

export type BlowKind = 'kill' | 'freeze';

export interface Blow {
  readonly kind: BlowKind;
  /** Milliseconds of peace before it. */
  readonly afterMs: number;
  /** How long a frozen process stays so at least. */
  readonly frozenMs: number;
}

/** `fast` ends the sessions in order; `immediate` leaves a crash to recover from. */
export type RestartKind = 'fast' | 'immediate';

export interface Restart {
  readonly kind: RestartKind;
  /** Share of all blows that have been dealt by then. */
  readonly at: number;
}

/** What becomes of the broker, if facts travel over one. */
export type BrokerBlowKind = 'restart' | 'wipe';

export interface BrokerBlow {
  readonly kind: BrokerBlowKind;
  /** Share of all blows that have been dealt by then. */
  readonly at: number;
}

export interface Schedule {
  /** By crew; the crews are assailed at the same time. */
  readonly crews: ReadonlyMap<string, readonly Blow[]>;
  readonly relays: readonly Blow[];
  readonly restarts: readonly Restart[];
  readonly broker: readonly BrokerBlow[];
}

export interface ScheduleSettings {
  readonly seed: number;
  readonly kills: number;
  readonly freezes: number;
  readonly restarts: number;
  /** Default: none. */
  readonly brokerRestarts?: number;
  readonly wipes?: number;
  readonly crews: readonly string[];
}

/** Leases last 3 s. */
const shortestFreezeMs = 3_500;
const freezeSpreadMs = 2_000;
const longestPeaceMs = 1_500;

/** Relays hold nothing that could be lost, so a blow at one is not counted among the others. */
const relayShare = 0.1;

/** Which blow falls on whom in which order: the same for the same seed. When it falls is up to the machine. */
export function scheduleOf(settings: ScheduleSettings): Schedule {
  const { seed, kills, freezes, restarts, brokerRestarts = 0, wipes = 0, crews } = settings;
  const chance = new SeededRandomness(seed);
  const blow = (kind: BlowKind): Blow => ({
    kind,
    afterMs: Math.round(chance.fraction() * longestPeaceMs),
    frozenMs: Math.round(shortestFreezeMs + chance.fraction() * freezeSpreadMs),
  });
  const blows = (ofKills: number, ofFreezes: number): Blow[] =>
    shuffled(
      [
        ...Array.from({ length: ofKills }, () => blow('kill')),
        ...Array.from({ length: ofFreezes }, () => blow('freeze')),
      ],
      chance,
    );
  const dealt = blows(kills, freezes);
  return {
    crews: new Map(crews.map((crew, n) => [crew, dealt.filter((_, index) => index % crews.length === n)])),
    relays: blows(Math.ceil(kills * relayShare), Math.ceil(freezes * relayShare)),
    restarts: Array.from({ length: restarts }, (_, n) => ({
      kind: n % 2 === 0 ? 'immediate' : 'fast',
      at: (n + 0.3 + chance.fraction() * 0.4) / restarts,
    })),
    broker: shuffled(
      [
        ...Array.from({ length: brokerRestarts }, () => 'restart' as const),
        ...Array.from({ length: wipes }, () => 'wipe' as const),
      ],
      chance,
    ).map((kind, n, all) => ({ kind, at: (n + 0.2 + chance.fraction() * 0.6) / all.length })),
  };
}

function shuffled<T>(things: readonly T[], chance: SeededRandomness): T[] {
  return things
    .map((thing) => ({ thing, place: chance.fraction() }))
    .sort((a, b) => a.place - b.place)
    .map(({ thing }) => thing);
}
