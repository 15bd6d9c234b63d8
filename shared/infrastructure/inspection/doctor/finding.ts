/** What one check of the doctor found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it; null when all is well. */
  readonly mend: string | null;
}

export function well(name: string, detail: string): Finding {
  return { name, ok: true, detail, mend: null };
}

export function ill(name: string, detail: string, mend: string): Finding {
  return { name, ok: false, detail, mend };
}

/** `3 facts`, `1 fact` */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? thing : things}`;
}

export function seconds(milliseconds: number): string {
  return `${Math.max(0, Math.round(milliseconds / 1000)).toLocaleString('en')} s`;
}
