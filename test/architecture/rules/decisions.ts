import { posix } from 'node:path';
import type { Project } from '../reading/project.js';
import { each, type Rule } from './rule.js';

const folder = 'docs/adr';
const index = `${folder}/README.md`;

const decisionsOf = (project: Project): string[] =>
  project.files.filter((file) => /^docs\/adr\/\d{4}-[a-z0-9-]+\.md$/.test(file));

const sections = ['Status', 'Context', 'Decision', 'Consequences', 'Evidence'];

/** What was decided can be read in the same order everywhere. */
const DECISION_FORM: Rule = (project) =>
  each(decisionsOf(project), (file) => {
    const lines = project.text(file).split('\n');
    const number = /\/(\d{4})-/.exec(file)?.[1] ?? '';
    const found = lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3).trim());
    return [
      ...(lines[0]?.startsWith(`# ${number} `) === true
        ? []
        : [{ file, line: 1, message: `begins with "# ${number} <what was decided>"` }]),
      ...(found.join() === sections.join()
        ? []
        : [
            {
              file,
              line: 1,
              message: `has the sections ${sections.join(', ')}, in this order; this one ${found.join(', ') || 'none'}`,
            },
          ]),
    ];
  });

/** In a command, from the root of the project: `node test/benchmarks/reading/run.ts`. */
const pathOfFile = /[\w.-]+(?:\/[\w.-]+)+\.(?:ts|mjs|js|sql|md)\b/g;

/** A decision rests on something that runs: the files it names exist, and at least one is a test or a benchmark. */
const DECISION_EVIDENCE: Rule = (project) =>
  each(decisionsOf(project), (file) => {
    const text = project.text(file);
    const start = text.indexOf('## Evidence');
    const evidence = start < 0 ? '' : text.slice(start);
    const linked = [...evidence.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, path = '']) =>
      posix.join(folder, path),
    );
    const quoted = [...evidence.matchAll(/`([^`\n]+)`/g)].flatMap(
      ([, code = '']) => code.match(pathOfFile) ?? [],
    );
    const named = [...linked, ...quoted].filter((path) => !path.includes(':'));
    const exists = (path: string) =>
      project.files.some((one) => one === path || one.startsWith(`${path.replace(/\/$/, '')}/`));
    const line = text.slice(0, Math.max(start, 0)).split('\n').length;
    const missing = named.filter((path) => !exists(path));
    const runs = named.some((path) => /(^|\/)(test|benchmarks)(\/|$)/.test(path));
    return [
      ...missing.map((path) => ({ file, line, message: `rests on ${path}, which does not exist` })),
      ...(runs
        ? []
        : [{ file, line, message: 'names no test and no benchmark; link the one that would fail' }]),
    ];
  });

const DECISION_INDEX: Rule = (project) => {
  const listed = project.has(index) ? project.text(index) : '';
  return each(decisionsOf(project), (file) =>
    listed.includes(`(${posix.basename(file)})`) || listed.includes(`(./${posix.basename(file)})`)
      ? []
      : [{ file: index, line: 1, message: `does not list ${posix.basename(file)}` }],
  );
};

export const decisionRules = { DECISION_FORM, DECISION_EVIDENCE, DECISION_INDEX };
