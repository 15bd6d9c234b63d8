import { allRoles, keepsFiles, listed, type Process, type ProcessFile, Refusal } from './process.js';
import { YamlText } from './yaml-text.js';

/** What a service says, as far as it is of interest here. Merged keys are part of it. */
interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly unknown[];
  readonly ports: readonly unknown[];
  readonly takenFrom: readonly string[] | null;
}

/** Where the image keeps its data and listens, unless the environment says otherwise. */
const usual = { BOARDWALK_HOME: '/data', PORT: '8080' } as const;

const mark = 'x-extracted-from';

/** A file for Docker Compose. Services that are given a BOARDWALK_SECRET are processes of the platform. */
export class ComposeFile implements ProcessFile {
  readonly path = 'compose.yaml';
  readonly processes: readonly Process[];
  private readonly yaml: YamlText;
  private readonly services: ReadonlyMap<string, Service>;

  /**
   * @param contexts every context, in the order in which they are written
   * @throws {Refusal}
   */
  constructor(
    text: string,
    private readonly contexts: readonly string[],
  ) {
    this.yaml = understood(() => new YamlText(text));
    this.services = servicesIn(this.yaml.data);
    this.processes = [...this.services].map(([name, { environment, takenFrom }]) => ({
      name,
      contexts: listed(`CONTEXTS of ${name}`, environment['CONTEXTS'], contexts),
      roles: listed(`ROLES of ${name}`, environment['ROLES'], allRoles),
      identityUrl: environment['IDENTITY_URL'] ?? null,
      takenFrom,
    }));
    if (this.processes.length === 0)
      throw new Refusal(
        'No service in it is given a BOARDWALK_SECRET, so none runs the platform.',
        'Say BOARDWALK_SECRET in the environment of the services that do, as KEY: value.',
      );
  }

  addressOf(name: string): string {
    return `http://${name}:${this.services.get(name)?.environment['PORT'] ?? usual.PORT}`;
  }

  /** Variables that a process is given. */
  given(name: string): readonly string[] {
    return Object.keys(this.services.get(name)?.environment ?? {});
  }

  /** Where this machine reaches a process; null when its port is not published. */
  published(name: string): string | null {
    const port = this.services.get(name)?.ports.flatMap((one) => publishedIn(one) ?? [])[0];
    return port === undefined ? null : `http://${port.host || '127.0.0.1'}:${port.number}`;
  }

  with(processes: readonly Process[]): string {
    return understood(() => {
      const gone = this.processes.filter(({ name }) => !processes.some((each) => each.name === name));
      const added = processes.filter(({ name }) => !this.services.has(name));
      const without = gone.reduce((yaml, { name }) => this.without(yaml, name), this.yaml);
      const whole = added.reduce((yaml, process) => this.including(yaml, process), without);
      return processes.reduce((yaml, process) => this.settled(yaml, process), whole).text;
    });
  }

  private without(yaml: YamlText, name: string): YamlText {
    const left = yaml.remove(['services', name]);
    return left.has(['volumes', name]) ? left.remove(['volumes', name]) : left;
  }

  /** Like one of those that had its context, with what is its own instead. */
  private including(yaml: YamlText, { name, roles, takenFrom }: Process): YamlText {
    const had = this.processes.filter((each) => takenFrom?.includes(each.name) === true);
    const like = (had.find((each) => each.roles.includes('worker')) ?? had[0])?.name ?? '';
    const set = (text: YamlText, key: string, value: string | null) => {
      const path = ['services', name, key] as const;
      if (value !== null) return text.set(path, value);
      return text.has(path) ? text.remove(path) : text;
    };
    const home = this.homeOf(like, name);
    let copied = yaml.copy(['services', like], name);
    copied = set(copied, 'container_name', null);
    copied = set(copied, mark, `[${takenFrom?.join(', ')}]`);
    copied = copied.set(['services', name, 'environment', 'ROLES'], roles.join(','));
    copied = set(copied, 'ports', this.portsLike(had.map((each) => each.name)));
    if (home === null) return copied;
    return set(copied, 'volumes', home).set(['volumes', name], '');
  }

  /** Two that answer requests do not share a data folder; null when it is kept nowhere. */
  private homeOf(like: string, name: string): string | null {
    const service = this.services.get(like);
    const home = service?.environment['BOARDWALK_HOME'] ?? usual.BOARDWALK_HOME;
    const volumes = service?.volumes ?? [];
    const mounts = volumes.map((one) => /^([\w.-]+):([^:]+)/.exec(String(one)) ?? []);
    const [, source] = mounts.find(([, , target]) => target === home) ?? [];
    if (source === undefined) return null;
    const others = volumes.filter((_, at) => mounts[at]?.[2] !== home).map((one) => JSON.stringify(one));
    const { context, folder } = keepsFiles;
    const files = `{ type: volume, source: ${source}, target: ${home}/${folder}, volume: { subpath: ${folder} } }`;
    return `[${[`${name}:${home}`, ...others, ...(name === context ? [files] : [])].join(', ')}]`;
  }

  /** The next port that nothing here publishes, where one of these publishes one. */
  private portsLike(names: readonly string[]): string | null {
    const [like] = names.flatMap((name) =>
      (this.services.get(name)?.ports ?? []).flatMap((one) => publishedIn(one) ?? []),
    );
    if (like === undefined) return null;
    const taken = new Set(
      [...this.services.values()].flatMap(({ ports }) => ports.map((one) => publishedIn(one)?.number ?? 0)),
    );
    let number = like.number + 1;
    while (taken.has(number)) number += 1;
    return `['${like.host === '' ? '' : `${like.host}:`}${number}:${like.inside}']`;
  }

  private settled(yaml: YamlText, { name, contexts, identityUrl, takenFrom }: Process): YamlText {
    const before = this.services.get(name)?.environment ?? {};
    const set = (text: YamlText, variable: string, value: string | null) => {
      const path = ['services', name, 'environment', variable] as const;
      if (value === null) return text.has(path) ? text.remove(path) : text;
      return before[variable] === value && this.services.has(name) ? text : text.set(path, value);
    };
    const isWhole = takenFrom === null && contexts.length === this.contexts.length;
    const wanted = isWhole ? null : contexts.join(',');
    const was = this.processes.find((each) => each.name === name)?.contexts.join(',');
    const divided = was === contexts.join(',') ? yaml : set(yaml, 'CONTEXTS', wanted);
    return set(divided, 'IDENTITY_URL', identityUrl);
  }
}

/** `127.0.0.1:8080:8080` or `8080:8080` */
function publishedIn(port: unknown): { host: string; number: number; inside: string } | null {
  const found = /^(?:([\d.]+|\[[\da-f:]+\]):)?(\d+):(\d+)$/.exec(String(port));
  return found === null ? null : { host: found[1] ?? '', number: Number(found[2]), inside: found[3] ?? '' };
}

function servicesIn(data: unknown): Map<string, Service> {
  const found = new Map<string, Service>();
  for (const [name, service] of Object.entries(objectOf(objectOf(data)['services']))) {
    const { environment, volumes, ports, [mark]: taken } = objectOf(service);
    if (Array.isArray(environment) && environment.some((one) => /^BOARDWALK_SECRET\b/.test(String(one))))
      throw new Refusal(
        `The environment of ${name} is a list.`,
        'Write it as KEY: value, a line each, which can be changed without touching the rest.',
      );
    const variables = objectOf(environment);
    if (!('BOARDWALK_SECRET' in variables)) continue;
    found.set(name, {
      environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, textOf(value)])),
      volumes: arrayOf(volumes),
      ports: arrayOf(ports),
      takenFrom: Array.isArray(taken) ? taken.map(String) : null,
    });
  }
  return found;
}

/** Numbers and such are given to a program as text; what is none counts as empty. */
function textOf(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value as string) : '';
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal(
      `It does not look as expected. In it was looked for: ${error.message}`,
      'Change it by hand after the example of docs/extraction.md.',
    );
  }
}
