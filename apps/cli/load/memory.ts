import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Time } from '../session.js';

/** Milliseconds between two looks. */
const pace = 1_000;

/** Fewer looks than these say nothing. The first part of them is a program that warms up. */
const fewest = 30;
const warmUp = 1 / 3;

/** Growth by less than both is no growth: garbage is collected when it pleases. */
const leastGrowth = 32 * 1_048_576;
const leastShare = 0.15;

export interface MemoryReport {
  readonly pid: number;
  readonly startBytes: number;
  readonly endBytes: number;
  readonly peakBytes: number;
  /** A line through what was seen after the beginning, from its first to its last look. */
  readonly growthBytes: number;
  readonly trend: 'flat' | 'growing' | 'too short to say';
}

/** Watches how much memory a process of this machine takes. */
export class Memory {
  private readonly seen: number[] = [];
  private readonly ended = new AbortController();
  private readonly looking: Promise<void>;

  constructor(
    private readonly pid: number,
    private readonly time: Time,
    private readonly look: (pid: number) => Promise<number | null> = residentBytes,
  ) {
    this.looking = this.watch();
  }

  /** Null when nothing could be seen. */
  async stop(): Promise<MemoryReport | null> {
    this.ended.abort();
    await this.looking;
    return this.seen.length === 0 ? null : reportOf(this.pid, this.seen);
  }

  private async watch(): Promise<void> {
    while (!this.ended.signal.aborted) {
      const bytes = await this.look(this.pid);
      if (bytes === null) return;
      this.seen.push(bytes);
      await this.time.pause(pace, this.ended.signal);
    }
  }
}

export function reportOf(pid: number, seen: readonly number[]): MemoryReport {
  const warm = seen.slice(Math.floor(seen.length * warmUp));
  const mean = warm.reduce((sum, bytes) => sum + bytes, 0) / warm.length;
  const growthBytes = Math.round(slopeOf(warm, mean) * (warm.length - 1));
  const isGrowing = growthBytes > leastGrowth && growthBytes > leastShare * mean;
  return {
    pid,
    startBytes: seen[0] ?? 0,
    endBytes: seen.at(-1) ?? 0,
    peakBytes: Math.max(...seen),
    growthBytes,
    trend: seen.length < fewest ? 'too short to say' : isGrowing ? 'growing' : 'flat',
  };
}

/** Least squares, a look as the unit. */
function slopeOf(seen: readonly number[], mean: number): number {
  const middle = (seen.length - 1) / 2;
  let [above, below] = [0, 0];
  for (const [at, bytes] of seen.entries()) {
    above += (at - middle) * (bytes - mean);
    below += (at - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
}

/** Null when there is no such process, or this system does not tell. */
async function residentBytes(pid: number): Promise<number | null> {
  try {
    const kilobytes =
      process.platform === 'linux'
        ? /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
        : (await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim();
    return kilobytes === undefined || kilobytes === '' ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
