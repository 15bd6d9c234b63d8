import { exitCode, type ExitCode } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { Session } from '../session.js';
import type { Terminal } from '../terminal/terminal.js';
import { counted, plain } from '../terminal/text.js';
import type { Output } from './options.js';

export interface Examination {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
    readonly mend: string | null;
  }[];
}

/** Exit code 1 when something is ill. */
export async function examine(session: Session, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const found = await api.get<Examination>('operator/doctor');
  if (options.json === true) await terminal.json(found);
  else for (const line of examinationLines(found, terminal)) await terminal.line(line);
  return found.ok ? exitCode.ok : exitCode.negative;
}

export function examinationLines({ checks }: Examination, { painter }: Terminal): string[] {
  const ill = checks.filter(({ ok }) => !ok).length;
  return [
    ...checks.flatMap(({ name, ok, detail, mend }) => [
      `${ok ? painter.paint('✓', 'green') : painter.paint('✗', 'red')} ${painter.paint(plain(name), 'bold')}  ${plain(detail)}`,
      ...(mend === null ? [] : [`  Mend: ${plain(mend)}`]),
    ]),
    ill === 0
      ? painter.paint(`All ${counted(checks.length, 'check')} passed.`, 'green')
      : painter.paint(`${ill} of ${counted(checks.length, 'check')} failed.`, 'red'),
  ];
}
