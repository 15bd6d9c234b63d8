/** A place in a log: everything up to and including it. Total and printable. */
export interface Position {
  readonly tick: number;
  readonly pos: number;
}

export const genesis: Position = { tick: 0, pos: 0 };

/** `12-3456` */
export function printPosition({ tick, pos }: Position): string {
  return `${tick}-${pos}`;
}

/** Null for what is no position. */
export function parsePosition(text: string): Position | null {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  return match === null ? null : { tick: Number(match[1]), pos: Number(match[2]) };
}

export function comparePositions(a: Position, b: Position): number {
  return a.tick - b.tick || a.pos - b.pos;
}
