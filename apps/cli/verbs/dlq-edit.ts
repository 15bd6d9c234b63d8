import { readFile } from 'node:fs/promises';
import { CliError, exitCode, type ExitCode, usageError } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance } from '../platform/instance.js';
import type { DeadLetters } from '../platform/operator.js';
import type { Session } from '../session.js';
import type { Terminal } from '../terminal/terminal.js';
import { counted, plain } from '../terminal/text.js';
import { eventIdOf, type Output } from './options.js';

export interface EditOptions extends Output {
  readonly subscription?: string;
  /** `field=value`; the value as JSON, else as text. */
  readonly set: readonly string[];
  readonly data?: string;
  readonly dryRun?: boolean;
  readonly redrive?: boolean;
}

interface Edited {
  readonly subscription: string;
  readonly changes: readonly {
    readonly field: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[];
  readonly edited: boolean;
  readonly redriven: number;
}

type Data = Readonly<Record<string, unknown>>;

/** Other data for one dead delivery. Personal fields stay as they are sealed. */
export async function edit(session: Session, id: string, options: EditOptions): Promise<ExitCode> {
  const { terminal } = session;
  const api = new Api(findInstance(session.env), session.signal);
  const { subscription, dryRun = false, redrive = false } = options;
  const data = { ...(await startingFrom(api, eventIdOf(id), options)), ...settings(options.set) };
  const { body } = await api.request<Edited>('PUT', `operator/dead-letters/${id}/data`, {
    body: { data, dryRun, redrive, ...(subscription !== undefined && { subscription }) },
  });
  if (options.json === true) await terminal.json(body);
  else for (const line of diffLines(body, terminal)) await terminal.line(line);
  if (options.json !== true && body.edited && body.redriven === 0)
    terminal.say(`Let it run again: boardwalk dlq redrive ${id}`);
  return exitCode.ok;
}

/** What is shown of the data now, or a whole document of somebody's own. */
async function startingFrom(api: Api, id: string, { data, subscription, set }: EditOptions): Promise<Data> {
  if (data !== undefined) return documentIn(data);
  if (set.length === 0)
    throw usageError('It is not said what to change.', '', 'Add --set field=value, or --data file.json');
  const { items } = await api.get<DeadLetters>(`operator/dead-letters/${id}`);
  const letter = items.find((each) => subscription === undefined || each.subscription === subscription);
  if (letter !== undefined && letter.data !== null) return letter.data;
  throw new CliError(
    exitCode.refused,
    'The stored data cannot be read, so no field of it can be changed.',
    letter?.raw ?? 'There is none for this subscription.',
    `Give all of it: boardwalk dlq edit ${id} --data file.json`,
  );
}

async function documentIn(file: string): Promise<Data> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Data;
  } catch (error) {
    throw usageError(
      `${file} holds no JSON.`,
      error instanceof Error ? error.message : String(error),
      'Begin with what is there: boardwalk dlq show EVENT --json',
    );
  }
  throw usageError(`${file} holds no JSON object.`, '', 'Write the fields of the event: {"field": value}');
}

function settings(set: readonly string[]): Data {
  return Object.fromEntries(
    set.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), valueOf(text.slice(at + 1))];
      throw usageError(`"${text}" sets nothing.`, '', 'Write --set field=value');
    }),
  );
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // Text needs no quotes.
  }
}

function diffLines({ subscription, changes, edited, redriven }: Edited, { painter }: Terminal): string[] {
  if (changes.length === 0) return ['Nothing differs; it was left as it is.'];
  const line = (sign: '-' | '+', field: string, value: unknown) =>
    value === undefined
      ? []
      : [painter.paint(plain(`${sign} ${field}: ${JSON.stringify(value)}`), sign === '-' ? 'red' : 'green')];
  return [
    painter.paint(plain(subscription), 'bold'),
    ...changes.flatMap(({ field, before, after }) => [
      ...line('-', field, before),
      ...line('+', field, after),
    ]),
    !edited
      ? 'This would change; nothing was written.'
      : redriven > 0
        ? `Replaced; ${counted(redriven, 'delivery', 'deliveries')} will run again.`
        : 'Replaced.',
  ];
}
