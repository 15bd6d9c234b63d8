import type { Project } from '../reading/project.js';

export interface Finding {
  readonly file: string;
  readonly line: number;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

export interface Examination {
  /** How many things the rule looked at. A rule that looked at nothing proves nothing. */
  readonly examined: number;
  readonly findings: readonly Finding[];
}

export type Rule = (project: Project) => Examination;

/** Looks at each of some things. */
export function each<T>(things: readonly T[], look: (thing: T) => Iterable<Finding>): Examination {
  return { examined: things.length, findings: things.flatMap((thing) => [...look(thing)]) };
}

export function together(...examinations: readonly Examination[]): Examination {
  return {
    examined: examinations.reduce((sum, { examined }) => sum + examined, 0),
    findings: examinations.flatMap(({ findings }) => findings),
  };
}
