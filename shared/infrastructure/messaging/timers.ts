/** Calls later, or again and again. Injected, so that a simulation owns the time of the whole process. */
export abstract class Timers {
  /** Returns the end of it. Calls do not wait for each other. */
  abstract every(milliseconds: number, run: () => void): () => void;

  /** Calls once. Returns what takes that back. */
  abstract after(milliseconds: number, run: () => void): () => void;
}

export class SystemTimers extends Timers {
  every(milliseconds: number, run: () => void): () => void {
    const timer = setInterval(run, milliseconds);
    return () => clearInterval(timer);
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  }
}
