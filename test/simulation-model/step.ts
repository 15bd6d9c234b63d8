/** One statement on one session of a scenario. */
export interface Step {
  readonly session: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export const step = (session: string, text: string, values: readonly unknown[] = []): Step => ({
  session,
  text,
  values,
});

/** What is said during one step is said in no order: a server may answer whoever waited before or after whom it waited for. */
export class Transcript {
  readonly lines: string[] = [];
  private during: string[] = [];

  say(line: string): void {
    this.during.push(line);
  }

  endStep(): void {
    this.lines.push(...this.during.sort());
    this.during = [];
  }
}

/** Times by a server's own clock differ between servers. */
const byTheClock = new Set(['recordedAt', 'takenAt']);

export function said(session: string, answer: unknown): string {
  if (answer instanceof Error) {
    const code = 'code' in answer ? String(answer.code) : answer.message;
    return `${session} ← error ${code}`;
  }
  const last: unknown = Array.isArray(answer) ? answer.at(-1) : answer;
  const { command, rowCount, rows } = last as { command: string; rowCount: number | null; rows: object[] };
  const cells = rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).map(cell).sort())));
  return `${session} ← ${command} ${rowCount ?? 0} ${cells.sort().join(' ')}`.trim();
}

function cell([name, value]: [string, unknown]): [string, unknown] {
  if (byTheClock.has(name)) return [name, `a ${value instanceof Date ? 'date' : typeof value}`];
  if (value instanceof Date) return [name, value.toISOString()];
  return [name, typeof value === 'number' ? String(value) : value];
}
