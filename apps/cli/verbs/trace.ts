import { exitCode, type ExitCode, usageError } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { TraceStory } from '../platform/operator.js';
import type { Session } from '../session.js';
import { waterfall } from '../waterfall/waterfall.js';
import type { Output } from './options.js';

/** @param id of an event, of a trace, or the correlation id of a request */
export async function trace(session: Session, id: string, options: Output): Promise<ExitCode> {
  const { terminal } = session;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/.test(id)) {
    throw usageError(
      `"${id}" is no id of a trace.`,
      'The id of an event, of a trace or a correlation has 8 to 64 letters, digits, ".", "_" and "-".',
      'boardwalk events ls shows events; every answer over HTTP has x-trace-id and x-correlation-id.',
    );
  }
  const api = new Api(findInstance(session.env), session.signal);
  const story = await api.get<TraceStory>(`operator/traces/${id}`);
  if (options.json === true) await terminal.json(story);
  else for (const line of waterfall(story, terminal.columns, terminal.painter)) await terminal.line(line);
  return exitCode.ok;
}
