import type { Api } from '../platform/api.js';
import type { Consumers, Examination, Finding, Running } from '../platform/operator.js';
import { count, counted } from '../terminal/text.js';

export interface Move {
  readonly context: string;
  /** What the operator expects facts to travel by; absent: whatever they travel by. */
  readonly transport?: string | undefined;
  /** Of this checkout, from which the new process starts. */
  readonly version: string;
}

/** With more facts to deliver than this nobody could tell within a minute whether the new process does its part. */
const mostLag = 1_000;

/** What every process of a platform has to be given alike, and what comes of it when it is not. */
const sharedSettings: Readonly<Record<string, readonly [why: string, mend: string]>> = {
  DATABASE_URL: [
    'the database is embedded, and belongs to one data folder.',
    'Give all processes the same PostgreSQL: DATABASE_URL=postgres://… (docs/extraction.md says how to bring the data there).',
  ],
  BOARDWALK_SECRET: [
    'the secret was made at the first start, and no other process knows it. Without it the new one cannot open personal data, nor ask who sends a request.',
    'Give it to all processes: BOARDWALK_SECRET=…, as the file "secret" in the data folder has it.',
  ],
  OPERATOR_TOKEN: [
    'each process makes a token of its own. The operator would need another one for the paths of the new process.',
    'Make one with "openssl rand -base64 32" and give it to all processes: OPERATOR_TOKEN=….',
  ],
};

/** Whether a context can leave this process. Asks only. */
export async function examine(api: Api, running: Running, move: Move): Promise<Finding[]> {
  const [health, consumers] = await Promise.all([
    api.get<Examination>('operator/doctor'),
    api.get<Consumers>('operator/consumers'),
  ]);
  return [
    versions(running, move),
    whereabouts(running, move),
    transports(running, move),
    ...Object.keys(sharedSettings).map((variable) => shared(running, variable)),
    lag(consumers, move),
    ...doctor(health),
  ];
}

function versions({ version }: Running, move: Move): Finding {
  return version === move.version
    ? well('version', `The platform and this checkout are both ${version}.`)
    : ill(
        'version',
        `The platform is ${version} and this checkout ${move.version}: two changes at once, of which either may be at fault.`,
        'Check out the version that runs, or start that of this checkout first.',
      );
}

function whereabouts({ contexts }: Running, { context }: Move): Finding {
  if (!contexts.includes(context))
    return well('context', `${context} runs in another process already, not in the one that was asked.`);
  return contexts.length > 1
    ? well('context', `${context} runs beside ${contexts.filter((name) => name !== context).join(', ')}.`)
    : ill('context', `The process that was asked runs ${context} alone.`, 'There is nothing to do.');
}

/** Where contexts get their facts in different ways, a process tells of all of them in one name. */
export function carriersOf(transport: string): readonly string[] {
  return transport.split('-and-');
}

function transports({ transport }: Running, { transport: said }: Move): Finding {
  if (transport === 'in-process')
    return ill(
      'transport',
      'Facts travel in-process, which leads to no other process.',
      'Start the platform with TRANSPORT=postgres, or a broker (docs/transports.md).',
    );
  const carriers = carriersOf(transport);
  if (carriers.length > 1 && said === undefined)
    return ill(
      'transport',
      `Facts travel by ${carriers.join(' and ')}, some contexts' by one and some by the other.`,
      `Say what brings them to this one: --transport ${carriers[0]}.`,
    );
  return said === undefined || carriers.includes(said)
    ? well('transport', `Facts travel by ${said ?? transport}.`)
    : ill(
        'transport',
        `Facts travel by ${transport}, and every process of a platform has the same transport.`,
        `Leave --transport out, or move first: start all processes with TRANSPORT=${said} (docs/transports.md).`,
      );
}

function shared({ given }: Running, variable: string): Finding {
  const [why, mend] = sharedSettings[variable] ?? ['', ''];
  return given.includes(variable)
    ? well(variable, 'It was set, so the new process can have the same.')
    : ill(variable, `It was not set: ${why}`, mend);
}

function lag({ subscriptions }: Consumers, { context }: Move): Finding {
  const own = subscriptions.filter((each) => each.context === context);
  const behind = own.reduce((sum, each) => sum + (each.lag ?? 0), 0);
  return behind <= mostLag
    ? well(
        'lag',
        `${counted(own.length, 'subscription')} of ${context}, ${counted(behind, 'fact')} to deliver.`,
      )
    : ill(
        'lag',
        `${counted(behind, 'fact')} wait for ${context}, more than ${count(mostLag)}: nobody could tell at once whether the new process does its part.`,
        'Wait until they are delivered: boardwalk consumers ls.',
      );
}

/** What is ill, each by its own name; one finding when nothing is. */
function doctor({ checks }: Examination): Finding[] {
  const found = checks.filter(({ ok }) => !ok);
  return found.length > 0
    ? found
    : [well('doctor', `All ${counted(checks.length, 'check')} of the doctor passed.`)];
}

/**
 * Whether a process that is started by hand learns from there who sends a request.
 * @param identityUrl null for the process that runs identity itself
 */
export async function identityAnswers(identityUrl: string | null, signal: AbortSignal): Promise<Finding> {
  if (identityUrl === null) return well('identity', 'It is what moves.');
  const why = await notIdentity(identityUrl, signal);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(identityUrl).hostname);
  if (why === null)
    return well('identity', `${identityUrl} answers${isLocal ? ', on this machine only' : ''}.`);
  return ill(
    'identity',
    `IDENTITY_URL would be ${identityUrl}, and ${why}: nobody could sign in at the new process.`,
    'Say where the process with identity is reached: --identity-url http://….',
  );
}

async function notIdentity(url: string, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(`${url}/api/v1/openapi.json`, {
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    if (!response.ok) return `it answers ${response.status}`;
    const { paths } = (await response.json()) as { paths?: object };
    return '/api/v1/sessions' in (paths ?? {}) ? null : 'identity does not run there';
  } catch {
    return 'nobody answers there';
  }
}

export function well(name: string, detail: string): Finding {
  return { name, ok: true, detail, mend: null };
}

export function ill(name: string, detail: string, mend: string): Finding {
  return { name, ok: false, detail, mend };
}
