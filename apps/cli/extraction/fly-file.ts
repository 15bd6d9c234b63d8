import { allRoles, keepsFiles, listed, type Process, type ProcessFile, Refusal } from './process.js';

/** `web = "env ROLES=web node …"` */
interface Group {
  readonly name: string;
  /** Its line, counted from 0. */
  readonly line: number;
  /** Variables that its command sets, in their order. */
  readonly variables: ReadonlyMap<string, string>;
  /** The command without them. */
  readonly command: string;
}

/** What starts a process of the platform, in a command. */
const program = 'apps/platform/dist/main.js';

const setting = /^\s*([\w-]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/;
const remark = (names: readonly string[], name: string) =>
  `# Taken out of ${names.join(' and ')} by "boardwalk extract ${name}"; --back undoes it.`;

/** A file for Fly.io, read line by line: its process groups are the processes of the platform. */
export class FlyFile implements ProcessFile {
  readonly path = 'fly.toml';
  readonly processes: readonly Process[];
  private readonly lines: readonly string[];
  private readonly groups: readonly Group[];
  private readonly environment: ReadonlyMap<string, string>;
  private readonly app: string;

  /**
   * @param contexts every context, in the order in which they are written
   * @throws {Refusal}
   */
  constructor(
    text: string,
    private readonly contexts: readonly string[],
  ) {
    this.lines = text.split('\n');
    this.app = settingsIn(this.lines, null).get('app')?.value ?? '';
    this.environment = new Map([...settingsIn(this.lines, 'env')].map(([name, { value }]) => [name, value]));
    this.groups = [...settingsIn(this.lines, 'processes')].flatMap(([name, { value, line }]) =>
      value.includes(program) ? [{ name, line, ...commandOf(value) }] : [],
    );
    if (this.app === '' || this.groups.length === 0)
      throw new Refusal(
        `It has ${this.app === '' ? 'no app = "…"' : `no group in [processes] that starts ${program}`}.`,
        'Write both as in the fly.toml of this project: app = "…", and below [processes] a line each, web = "env ROLES=web node …".',
      );
    this.processes = this.groups.map(({ name, line, variables }) => {
      const said = (variable: string) => variables.get(variable) ?? this.environment.get(variable);
      return {
        name,
        contexts: listed(`CONTEXTS of ${name}`, said('CONTEXTS'), contexts),
        roles: listed(`ROLES of ${name}`, said('ROLES'), allRoles),
        identityUrl: said('IDENTITY_URL') ?? null,
        takenFrom: takenFrom(this.lines[line - 1] ?? ''),
      };
    });
  }

  addressOf(name: string): string {
    return `http://${name}.process.${this.app}.internal:${this.environment.get('PORT') ?? '8080'}`;
  }

  /** The transport that it gives to all groups; null when it says nothing. */
  get transport(): string | null {
    return this.environment.get('TRANSPORT') ?? null;
  }

  /** @throws {Refusal} */
  with(processes: readonly Process[]): string {
    const { context, folder } = keepsFiles;
    if (processes.some(({ name, takenFrom }) => name === context && takenFrom !== null))
      throw new Refusal(
        `${context} keeps ${folder} on a volume, and Fly.io mounts a volume in one machine only.`,
        'Leave it where it is, or leave fly out: --only compose, or --only process.',
      );
    this.assertReachable(processes);
    const lines = this.lines.map((line, at): string | null => {
      const group = this.groups.find((each) => each.line === at);
      const removed = this.groups.find((each) => each.line === at + 1 && !named(processes, each.name));
      if (removed !== undefined && takenFrom(line) !== null) return null;
      if (group === undefined) return line;
      const wanted = named(processes, group.name);
      return wanted === undefined ? null : this.lineOf(line, group, wanted);
    });
    const last = Math.max(...this.groups.map(({ line }) => line));
    const added = processes
      .filter(({ name }) => !this.groups.some((group) => group.name === name))
      .flatMap((process) => this.linesOf(process));
    return [...lines.slice(0, last + 1), ...added, ...lines.slice(last + 1)]
      .filter((line) => line !== null)
      .join('\n');
  }

  private lineOf(line: string, { name, variables, command }: Group, wanted: Process): string {
    const was = named(this.processes, name);
    const changed = new Map(variables);
    if (was?.contexts.join() !== wanted.contexts.join()) set(changed, 'CONTEXTS', this.contextsOf(wanted));
    if (was?.identityUrl !== wanted.identityUrl) set(changed, 'IDENTITY_URL', wanted.identityUrl);
    const before = written(variables, command);
    return line.replace(before, () => written(changed, command));
  }

  /** Like the first of those that had its context. */
  private linesOf(process: Process): string[] {
    const { name, roles, identityUrl, takenFrom: had } = process;
    const like = this.groups.find((group) => had?.includes(group.name) === true);
    if (like === undefined || had === null) return [];
    const variables = new Map(like.variables);
    set(variables, 'CONTEXTS', this.contextsOf(process));
    set(variables, 'ROLES', roles.join(','));
    set(variables, 'IDENTITY_URL', identityUrl);
    return [remark(had, name), `${name} = "${written(variables, like.command)}"`];
  }

  private contextsOf({ contexts, takenFrom: had }: Process): string | null {
    return had === null && contexts.length === this.contexts.length ? null : contexts.join(',');
  }

  /** Groups reach each other by IPv6, which 0.0.0.0 does not listen on. */
  private assertReachable(processes: readonly Process[]): void {
    const host = this.environment.get('HOST') ?? '0.0.0.0';
    const ours = processes.map(({ name }) => this.addressOf(name));
    const asked = processes.some(({ identityUrl }) => identityUrl !== null && ours.includes(identityUrl));
    if (!asked || host === '::' || host === 'fly-local-6pn') return;
    throw new Refusal(
      `Groups ask each other who sends a request, by IPv6, and HOST is ${host}.`,
      'Write HOST = "::" below [env]: it listens on IPv4 as well.',
    );
  }
}

function named(processes: readonly Process[], name: string): Process | undefined {
  return processes.find((each) => each.name === name);
}

function set(variables: Map<string, string>, name: string, value: string | null): void {
  if (value === null) variables.delete(name);
  else variables.set(name, value);
}

/** Settings of a section, or those above all sections; a section that is not there has none. @throws {Refusal} */
function settingsIn(
  lines: readonly string[],
  section: string | null,
): Map<string, { readonly value: string; readonly line: number }> {
  const isHeader = (line: string) => /^\s*\[/.test(line);
  const header = section === null ? -1 : lines.findIndex((line) => line.trim() === `[${section}]`);
  if (section !== null && header < 0) return new Map();
  const after = lines.findIndex((line, at) => at > header && isHeader(line));
  const found = new Map<string, { value: string; line: number }>();
  for (const [at, line] of lines.entries()) {
    if (at <= header || (after >= 0 && at >= after) || /^\s*(#.*)?$/.test(line)) continue;
    const [, name, double, single] = setting.exec(line) ?? [];
    // Above all sections stand numbers as well.
    if (name === undefined && section !== null)
      throw new Refusal(
        `Line ${at + 1}, in [${section}], is no name = "text" on one line.`,
        'Write it like that, or change the file by hand after the example of docs/extraction.md.',
      );
    if (name !== undefined) found.set(name, { value: double ?? single ?? '', line: at });
  }
  return found;
}

function commandOf(text: string): Pick<Group, 'variables' | 'command'> {
  const [, assigned = '', command = ''] = /^(?:env ((?:\w+=\S* )*))?(.*)$/.exec(text) ?? [];
  const variables = assigned
    .split(' ')
    .filter((one) => one !== '')
    .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const);
  return { variables: new Map(variables), command };
}

function written(variables: ReadonlyMap<string, string>, command: string): string {
  const assigned = [...variables].map(([name, value]) => `${name}=${value} `).join('');
  return assigned === '' ? command : `env ${assigned}${command}`;
}

function takenFrom(line: string): readonly string[] | null {
  const names = /^# Taken out of (.+) by "boardwalk extract [\w-]+"/.exec(line)?.[1];
  return names?.split(' and ') ?? null;
}
