import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@boardwalk/domain';
import type { ContextName } from '@boardwalk/platform';
import { pathsOf } from '../../servers/paths-of.js';
import type { Crew, Received, Sent } from './crew.js';
import type { Surroundings } from './journey-platform.js';
import type { Membership, Order, Reply } from './member.js';

/** Who has what, by the number of processes. People sign in at the first. */
export const splits = {
  2: [
    ['identity', 'collectives', 'extensions'],
    ['notifications', 'stats', 'discord', 'telemetry'],
  ],
  3: [['identity'], ['notifications'], ['collectives', 'extensions', 'stats', 'discord', 'telemetry']],
  5: [['identity'], ['collectives', 'extensions'], ['notifications'], ['stats'], ['discord', 'telemetry']],
} as const satisfies Record<number, readonly (readonly ContextName[])[]>;

/** A drain looks again at processes that had nothing to do after so long, in milliseconds. */
const lookAgainMs = 20;
/** Rounds of a process in one drain; a drain that takes more does not end. */
const mostRounds = 3_000;

/** Each with contexts of its own, on one database; between them a carrier. */
export class SeveralProcesses implements Crew {
  private toldAt: number;

  private constructor(
    private readonly members: readonly Member[],
    private readonly clock: Clock,
  ) {
    this.toldAt = clock.now().getTime();
  }

  static async start(
    processes: keyof typeof splits,
    surroundings: Surroundings,
    clock: Clock,
    carrier?: Membership['carrier'],
  ): Promise<SeveralProcesses> {
    const [first, ...others] = splits[processes];
    const join = (contexts: readonly ContextName[], seed: number, identityUrl?: string) =>
      Member.start({
        platform: { ...surroundings, contexts, ...(identityUrl !== undefined && { identityUrl }) },
        seed,
        now: clock.now().getTime(),
        ...(carrier !== undefined && { carrier }),
      });
    const one = await join(first, 1);
    const rest = await Promise.all(others.map((contexts, index) => join(contexts, index + 2, one.url)));
    return new SeveralProcesses([one, ...rest], clock);
  }

  async request({ method, path, headers, payload }: Sent): Promise<Received> {
    await this.tellTime();
    const member = this.members.find((each) => each.answers(path)) ?? this.members[0];
    const answer = await fetch(new URL(path, member?.url), {
      method,
      headers,
      redirect: 'manual',
      ...(payload !== undefined && { body: typeof payload === 'string' ? payload : new Uint8Array(payload) }),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
  }

  /** What one has done may be work for another, so everybody looks again until nobody has found anything since. */
  async drain(): Promise<void> {
    const now = this.clock.now().getTime();
    let findings = 0;
    const settledAt = this.members.map(() => -1);
    const isSettled = () => settledAt.every((at) => at === findings);
    const drainOne = async (member: Member, index: number) => {
      for (let round = 0; !isSettled(); round += 1) {
        if (round === mostRounds) throw new Error('The processes find ever more to do.');
        const before = findings;
        if (await member.obey({ order: 'drain', now })) findings += 1;
        else settledAt[index] = before;
        if (settledAt[index] === findings) await pause(lookAgainMs);
      }
    };
    await Promise.all(this.members.map(drainOne));
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
  }

  private async tellTime(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now === this.toldAt) return;
    this.toldAt = now;
    await Promise.all(this.members.map((member) => member.obey({ order: 'time', now })));
  }
}

class Member {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly answers: (path: string) => boolean,
  ) {}

  static async start(membership: Membership): Promise<Member> {
    // With nothing of what the test runner was started with.
    const child = fork(fileURLToPath(new URL('member.ts', import.meta.url)), [], { execArgv: [] });
    child.send(membership);
    const ready = await answerOf(child);
    if (ready.reply !== 'ready') throw new Error('A process answers before it is ready.');
    return new Member(child, ready.url, await pathsOf(ready.url));
  }

  /** One order at a time. Answers whether there was anything to do. */
  async obey(order: Order): Promise<boolean> {
    const answer = answerOf(this.child);
    this.child.send(order);
    const said = await answer;
    return said.reply === 'done' && said.progressed;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.send({ order: 'stop', now: 0 } satisfies Order);
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error(`A process of the journey ended with ${code}.`);
  }
}

async function answerOf(child: ChildProcess): Promise<Exclude<Reply, { reply: 'failed' }>> {
  const controller = new AbortController();
  const { signal } = controller;
  const gone = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process of the journey ended with ${String(code)}.`);
  });
  try {
    const [said] = (await Promise.race([once(child, 'message', { signal }), gone])) as [Reply];
    if (said.reply === 'failed') throw new Error(said.why);
    return said;
  } finally {
    controller.abort();
    await gone.catch(() => undefined);
  }
}
