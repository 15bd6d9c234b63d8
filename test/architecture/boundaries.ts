import type { Project } from './reading/project.js';
import type { Examination, Finding, Rule } from './rules/rule.js';

export interface Violation extends Finding {
  readonly rule: string;
}

/** Rules by name. Put to a project they give a verdict. */
export class Boundaries {
  constructor(readonly rules: Readonly<Record<string, Rule>>) {}

  verify(project: Project): Verdict {
    return new Verdict(new Map(Object.entries(this.rules).map(([name, rule]) => [name, rule(project)])));
  }
}

export class Verdict {
  constructor(private readonly examinations: ReadonlyMap<string, Examination>) {}

  /** By file and line. */
  get violations(): readonly Violation[] {
    return [...this.examinations]
      .flatMap(([rule, { findings }]) => findings.map((finding) => ({ ...finding, rule })))
      .sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
  }

  /** How much a rule had to look at. */
  examined(rule: string): number {
    const examination = this.examinations.get(rule);
    if (examination === undefined) throw new Error(`There is no rule ${rule}.`);
    return examination.examined;
  }

  /** What breaks these rules, a line each. A rule that found nothing to look at breaks itself. */
  broken(...rules: readonly string[]): string[] {
    const idle = rules.filter((rule) => this.examined(rule) === 0);
    return [
      ...idle.map((rule) => `${rule} looked at nothing`),
      ...this.violations.filter(({ rule }) => rules.includes(rule)).map(printed),
    ];
  }
}

/** `file:line: RULE message` */
export const printed = ({ file, line, rule, message }: Violation): string =>
  `${file}:${line}: ${rule} ${message}`;
