import { CliError, exitCode } from '../exit.js';
import { Chance } from '../history/chance.js';
import { catchUp } from '../importing/catch-up.js';
import type { Patience } from '../importing/patience.js';
import { pidOf } from '../platform/instance.js';
import type { Session } from '../session.js';
import { Bar } from '../terminal/bar.js';
import { count, counted, duration } from '../terminal/text.js';
import type { Shape } from './arrivals.js';
import { Crowd } from './crowd.js';
import { examined, lookBefore } from './examination/verdict.js';
import { gather } from './gathering.js';
import { highestRate, type Step } from './highest-rate.js';
import { Lags } from './lags.js';
import { Ledger } from './ledger.js';
import { Memory } from './memory.js';
import type { Mix } from './mix.js';
import { lagsIn, type LoadReport, operationsIn } from './report.js';
import { longestCatchUp, stepOf } from './sustained.js';
import { Tallies } from './tally.js';
import { Traffic } from './traffic.js';
import { Wire } from './wire.js';

export interface LoadSettings {
  /** Arrivals a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly span: number;
  readonly seed: number;
  readonly shape: Shape;
  readonly mix: Mix;
  readonly people: number;
  /** Milliseconds that a busy platform is waited for. */
  readonly patience: number;
  readonly findRate: boolean;
  /** Milliseconds until every subscription must have caught up at the end. */
  readonly longestCatchUp: number;
}

/** One run: people gather, traffic comes, everything settles and is compared. */
export class Load {
  private readonly bar: Bar;
  /** Ends what waits when the run is over. Ctrl-C does not: of what is under way is still to be told. */
  private readonly over = new AbortController();
  private readonly ledger = new Ledger();
  private readonly crowd: Crowd;
  private readonly mailbox = { isReadable: true };
  private readonly tallies = new Tallies();
  private readonly lags: Lags;
  private arrivals = 0;
  /** Milliseconds in which something arrived. */
  private elapsed = 0;

  private constructor(
    private readonly session: Session,
    private readonly patience: Patience,
    private readonly settings: LoadSettings,
    private readonly wire: Wire,
  ) {
    const { time, terminal } = session;
    this.bar = new Bar(terminal, time.now);
    this.crowd = new Crowd(`load-${time.now().toString(36)}`, new Chance(settings.seed));
    this.lags = new Lags(time, this.over.signal);
  }

  static async run(session: Session, patience: Patience, settings: LoadSettings): Promise<LoadReport> {
    using wire = await Wire.to(patience.api.instance.url);
    if (!wire.comesFromMany) session.terminal.say(fromOneNetwork);
    return await new Load(session, patience, settings, wire).report();
  }

  private async report(): Promise<LoadReport> {
    const { session, patience, settings, mailbox, tallies, lags } = this;
    const { url } = patience.api.instance;
    const before = await lookBefore(patience);
    const pid = pidOf(session.env, url);
    const memory = pid === null ? null : new Memory(pid, session.time);
    try {
      const gathered = await this.gathered();
      const search = settings.findRate
        ? await highestRate(settings.rate, (rate) => this.attempt(rate))
        : await this.once(settings.rate);
      if (!mailbox.isReadable) session.terminal.say(mailElsewhere);
      const work = { ledger: this.ledger, crowd: this.crowd };
      const world = { time: session.time, signal: this.over.signal };
      const verdict = await examined(patience, world, before, work, settings.longestCatchUp, (what) =>
        this.bar.show(1, () => what),
      );
      const failed = [gathered, tallies].map((some) => some.sum('failed') + some.sum('unanswered'));
      return {
        url,
        ok: verdict.ok && failed.every((number) => number === 0),
        interrupted: session.signal.aborted,
        seed: settings.seed,
        shape: settings.shape,
        mix: settings.mix,
        ratePerSecond: settings.rate,
        seconds: this.elapsed / 1_000,
        arrivals: this.arrivals,
        people: this.crowd.people.length,
        operations: operationsIn(tallies),
        all: tallies.latency.percentiles,
        lags: lagsIn(lags),
        memory: (await memory?.stop()) ?? null,
        verdict,
        steps: search?.steps ?? null,
        highestRatePerSecond: search?.highest ?? null,
      };
    } finally {
      this.over.abort();
      await memory?.stop();
      this.bar.clear();
    }
  }

  private async gathered(): Promise<Tallies> {
    const traffic = this.traffic(new Lags(this.session.time, this.over.signal));
    const { people, patience } = this.settings;
    await gather(traffic, {
      people,
      patience,
      stop: this.session.signal,
      onPerson: (share, text) => this.bar.show(share, () => text),
    });
    if (traffic.broken !== undefined) throw traffic.broken;
    return traffic.tallies;
  }

  private async once(rate: number): Promise<null> {
    await this.measured(rate);
    return null;
  }

  /** One step of the search. Null when it was interrupted. */
  private async attempt(rate: number): Promise<Step | null> {
    const { tallies, lags } = await this.measured(rate);
    if (this.session.signal.aborted) return null;
    const step = stepOf(rate, tallies, lags, await this.caughtUp());
    this.bar.clear();
    this.session.terminal.say(`${rate.toFixed(1)} per second: ${step.why ?? 'sustained'}`);
    return step;
  }

  /** Milliseconds; null when it took too long, and then all the same it is waited for. */
  private async caughtUp(): Promise<number | null> {
    const { patience, settings, over } = this;
    const world = { time: this.session.time, signal: over.signal };
    const show = (behind: number) =>
      this.bar.show(1, () => `${counted(behind, 'delivery', 'deliveries')} to go`);
    try {
      return (await catchUp(patience, world, longestCatchUp, show)).seconds * 1_000;
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode !== exitCode.timeout) throw error;
      await catchUp(patience, world, settings.longestCatchUp, show);
      return null;
    }
  }

  private async measured(rate: number): Promise<{ readonly tallies: Tallies; readonly lags: Lags }> {
    const { settings, session } = this;
    const { time, signal } = session;
    const lags = new Lags(time, this.over.signal);
    const traffic = this.traffic(lags);
    const startedAt = time.now();
    await traffic.run({ ...settings, rate }, signal, (elapsed) => {
      this.arrivals += 1;
      this.bar.show(elapsed / settings.span, () => progress(traffic, elapsed));
    });
    this.elapsed += time.now() - startedAt;
    await traffic.settled();
    await lags.settled();
    if (traffic.broken !== undefined) throw traffic.broken;
    this.tallies.include(traffic.tallies);
    this.lags.include(lags);
    return { tallies: traffic.tallies, lags };
  }

  private traffic(lags: Lags): Traffic {
    const { wire, crowd, ledger, mailbox, settings, session, patience, over } = this;
    // Apart from the schedule's: what is chosen within a deed depends on what there is by now.
    const chance = new Chance(settings.seed + 1);
    const operatorToken = patience.api.instance.token;
    const stage = {
      wire,
      crowd,
      ledger,
      lags,
      mailbox,
      chance,
      operatorToken,
      time: session.time,
      signal: over.signal,
    };
    return new Traffic(stage, new Tallies());
  }
}

function progress({ tallies, busy }: Traffic, elapsed: number): string {
  const rate = (tallies.sum('count') / Math.max(1, elapsed)) * 1_000;
  const failed = tallies.sum('failed') + tallies.sum('unanswered');
  return `${count(tallies.sum('count'))} done, ${rate.toFixed(1)} per second, p99 ${duration(tallies.latency.percentile(0.99))}, ${count(busy)} under way, ${count(failed)} failed`;
}

const fromOneNetwork =
  'All requests come from one address here, so the limits of one network hold for all of them (refused as too-many-requests and too-many-attempts).';
const mailElsewhere =
  'Mail goes to a real server there, so its links cannot be followed: nobody proves an address or accepts an invite.';
