import { roleNames, transportNames } from '@boardwalk/platform';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readText } from '../documents/document.js';
import { image } from './dockerfile.js';
import { configured, strangersIn, type Variables } from './settings.js';

interface Service {
  readonly build?: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly profiles?: readonly string[];
  readonly environment?: Variables;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly stop_grace_period?: string;
}

const compose = parse(readText('compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const services = Object.entries(compose.services);
const platforms = services.filter(([, { build }]) => build !== undefined);
const others = services.filter(([, { build }]) => build === undefined);

const secret = 'of-the-composition-0123456789abcdefghijk';

/** A service's environment as Compose gives it to the container: `${NAME:-default}` and `${NAME:?complaint}`. */
const environmentOf = ({ environment = {} }: Service, shell: Variables): Variables =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      String(value).replaceAll(
        /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)\}/g,
        (_, variable: string, usual = '') => shell[variable] ?? usual,
      ),
    ]),
  );

/** Who has to be asked for a transport, besides those that are always there. */
const transports = transportNames.filter((name) => name !== 'in-process');

describe('the composition', () => {
  it('gives the program variables that it knows, and no others', () => {
    for (const [name, { environment = {} }] of platforms) expect(strangersIn(environment), name).toEqual([]);
  });

  it.each(transports)(
    'runs over %s: the program takes what it is given, and the server is there',
    (transport) => {
      const shell = { BOARDWALK_SECRET: secret, TRANSPORT: transport };
      for (const [, service] of platforms) {
        const configuration = configured(environmentOf(service, shell));
        expect(configuration).toMatchObject({ transport, secret });
        const { databaseUrl = '', brokerUrls } = configuration;
        const servers = [databaseUrl, ...(transport === 'postgres' ? [] : [brokerUrls[transport] ?? ''])];
        for (const url of servers) {
          const { profiles } = compose.services[new URL(url).hostname] ?? {};
          if (url === databaseUrl) expect(profiles).toBeUndefined();
          else expect(profiles).toContain(transport);
        }
      }
    },
  );

  it('has no profile that no transport has, but for observability', () => {
    const profiles = new Set(services.flatMap(([, service]) => service.profiles ?? []));
    profiles.delete('observability');
    expect([...profiles].sort()).toEqual(transports.filter((name) => name !== 'postgres').sort());
  });

  it('has all roles between its processes, each of them for all contexts', () => {
    const configurations = platforms.map(([, service]) =>
      configured(environmentOf(service, { BOARDWALK_SECRET: secret })),
    );
    expect(new Set(configurations.flatMap(({ roles }) => roles))).toEqual(new Set(roleNames));
    expect(new Set(configurations.map(({ publicUrl }) => publicUrl)).size).toBe(1);
    expect(configurations.find(({ roles }) => roles.includes('web'))?.publicUrl).toBe(
      'http://127.0.0.1:8080',
    );
  });

  it('will not start without a secret, and says how to make one', () => {
    const { environment = {} } = compose.services['web'] ?? {};
    expect(environment['BOARDWALK_SECRET']).toMatch(/^\$\{BOARDWALK_SECRET:\?.*openssl rand -base64 32/);
  });

  it('leads to the port on which the image answers, from this machine alone', () => {
    const [web] = platforms.filter(([, { ports }]) => ports !== undefined);
    expect(web?.[1].ports).toEqual([`127.0.0.1:8080:${image.env['PORT']}`]);
    for (const [, { ports = [] }] of services)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('names every image in a version, and keeps what servers hold in volumes that there are', () => {
    for (const [name, service] of others) expect(service.image, name).toMatch(/:\d+\.\d+(\.\d+)?$/);
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(new Set(used)).toEqual(new Set(Object.keys(compose.volumes)));
    for (const [, { profiles = [], volumes = [] }] of others)
      if (!profiles.includes('observability')) expect(volumes).toHaveLength(1);
    for (const [, { volumes = [] }] of platforms) expect(volumes[0]).toBe(`archives:${image.volume}`);
  });

  it('gives processes longer to end than they take', () => {
    for (const [, service] of platforms) {
      const { drainMs } = configured(environmentOf(service, { BOARDWALK_SECRET: secret }));
      expect(Number(service.stop_grace_period?.replace('s', '')) * 1_000).toBeGreaterThan(drainMs);
    }
  });

  it('sets Redis and NATS up so that they lose nothing [3-28]', () => {
    const wordsOf = (name: string) => compose.services[name]?.command?.join(' ') ?? '';
    expect(wordsOf('redis')).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/);
    expect(wordsOf('nats')).toMatch(/--jetstream --store_dir \/data/);
  });
});
