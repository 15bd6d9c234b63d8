import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Examination, Finding } from '../platform/operator.js';
import type { Session } from '../session.js';
import type { Terminal } from '../terminal/terminal.js';
import { counted, flowed, hung, plain } from '../terminal/text.js';
import type { Output } from './options.js';

/** Exit code 1 when something is ill. */
export async function examine(session: Session, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const found = await api.get<Examination>('operator/doctor');
  if (options.json === true) await terminal.json(found);
  else for (const line of examinationLines(found, terminal)) await terminal.line(line);
  return found.ok ? exitCode.ok : exitCode.negative;
}

/** Those that failed are named again at the end, where one looks first. */
export function examinationLines({ checks }: Pick<Examination, 'checks'>, terminal: Terminal): string[] {
  const { painter, columns } = terminal;
  const ill = checks.filter(({ ok }) => !ok).map(({ name }) => plain(name));
  const lines = checks.flatMap((check) => checkLines(check, terminal));
  if (ill.length === 0) return [...lines, painter.paint(praise(checks.length), 'green')];
  const verdict = `${ill.length} of ${counted(checks.length, 'check')} failed: ${ill.join(', ')}.`;
  return [...lines, ...hung(verdict, columns).map((line) => painter.paint(line, 'red'))];
}

function praise(checks: number): string {
  return checks === 1 ? 'The check passed.' : `All ${counted(checks, 'check')} passed.`;
}

function checkLines({ name, ok, detail, mend }: Finding, { painter, columns }: Terminal): string[] {
  const mark = ok ? painter.paint('✓', 'green') : painter.paint('✗', 'red');
  const title = plain(name);
  const [first = '', ...more] = flowed([`${title} `, ...plain(detail).split(' ')], columns - 4);
  return [
    `${mark} ${painter.paint(title, 'bold')}${first.slice(title.length)}`.trimEnd(),
    ...more.map((line) => `    ${line}`),
    ...(mend === null ? [] : hung(`  Mend: ${plain(mend)}`, columns)),
  ];
}
