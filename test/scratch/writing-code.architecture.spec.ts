import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printed } from '../architecture/boundaries.js';
import { projectAt } from '../architecture/reading/project.js';
import { boundaries } from '../architecture/rules.js';
import { lacking, type Ran, ScratchCopy } from './scratch-copy.js';

/** What is typed, in this order; the contexts differ in where their providers are listed. */
const commands = {
  'a consumer where the module has no room left': [
    'consumer stats.points-granted --context discord',
    'consumer stats.streak-extended --context discord',
  ],
  'a consumer with a command and a subscription of its own choice': [
    'consumer collectives.member-joined --context stats --command NoteMembership --subscription stats.memberships',
  ],
  'a consumer of a fact with fields that are personal': [
    'consumer collectives.invite-sent --context telemetry',
  ],
  'a consumer where the module is told things': ['consumer stats.badge-awarded --context identity'],
  'a fact of an aggregate': [
    'event collectives.collective-featured --aggregate collective --field slug:string --field name?:string --field members:number',
  ],
  'a fact whose union lies in another file': [
    'event identity.api-key-expired --aggregate api-key --key userId --field apiKeyId:string --external --visible false',
  ],
  'a consumer of a fact that was written a moment ago': [
    'consumer collectives.collective-featured --context discord',
  ],
  'a context': ['context harbour-log'],
} as const;

const written = /^(apps|modules|shared\/integration-events)\/.*\.ts$/;

let copy: ScratchCopy;
const said = new Map<string, Ran>();
const boardwalk = (line: string) => copy.node('apps/cli/bin/boardwalk.js', 'new', ...line.split(' '));

describe.skipIf(lacking !== '')(`code that boardwalk writes${lacking}`, () => {
  beforeAll(async () => {
    copy = new ScratchCopy({ build: true });
    for (const line of Object.values(commands).flat()) said.set(line, await boardwalk(line));
  }, 180_000);
  afterAll(() => copy[Symbol.dispose]());

  const calm = (ran: Ran | undefined) => expect(ran, ran?.said).toMatchObject({ code: 0 });
  const tool = (path: string, ...words: readonly string[]) => copy.node(`node_modules/${path}`, ...words);
  const packages = () => [
    ...new Set(copy.changes('modules').map((file) => file.split('/').slice(0, 2).join('/'))),
  ];

  it.each(Object.entries(commands))('is %s', (_, lines) => {
    for (const line of lines) calm(said.get(line));
  });

  it('tells what is still to be done by hand', () => {
    const [line] = commands['a fact of an aggregate'];
    expect(said.get(line)?.said).toContain(
      'FACT_HAS_CONSUMER nobody consumes CollectiveFeaturedIntegrationEvent',
    );
    expect(said.get(line)?.said).toContain('Record it in modules/collectives/domain/collective.ts');
  });

  it('keeps nothing personal', () => {
    const migration = copy
      .changes('modules/telemetry/migrations')
      .map((file) => copy.read(file))
      .join();
    expect(migration).toContain('invite_id text NOT NULL');
    expect(migration).not.toMatch(/email|token/);
  });

  it('is built', async () => {
    calm(await tool('typescript/bin/tsc', '-b'));
    for (const folder of packages()) calm(await tool('typescript/bin/tsc', '-p', `${folder}/test`));
  }, 180_000);

  it('is in good order: lint, format, catalog, and every boundary', async () => {
    calm(
      await tool(
        'oxlint/bin/oxlint',
        '--type-aware',
        ...packages(),
        'shared/integration-events',
        'apps/platform',
      ),
    );
    calm(
      await tool(
        '@biomejs/biome/bin/biome',
        'format',
        ...packages(),
        'shared/integration-events',
        'apps/platform',
      ),
    );
    calm(await copy.node('shared/tooling/generate.mjs', '--check'));
    expect(boundaries.verify(projectAt(copy.root)).violations.map(printed)).toEqual([]);
  }, 180_000);

  it('passes the tests that were written with it', async () => {
    const specs = copy.changes('modules').filter((file) => file.endsWith('.spec.ts'));
    expect(specs.length).toBeGreaterThan(12);
    calm(await tool('vitest/vitest.mjs', 'run', '--root', copy.root, ...specs));
  }, 180_000);

  it('overwrites nothing: what is there already is refused, and nothing is written', async () => {
    copy.commit('With what was written');
    for (const [line, code] of [
      ['consumer extensions.extension-published --context stats', 6],
      ['event collectives.member-joined --aggregate collective', 6],
      ['event collectives.invite-sent --aggregate collective', 6],
      ['context stats', 6],
      ['consumer extensions.extension-vanished --context stats', 3],
      ['event collectives.collective-lost --aggregate boat', 3],
      ['event collectives.collective-renames --aggregate collective', 2],
      ['event collectives.collective-lost --aggregate collective --field names:string[]', 2],
      ['consumer extensions.extension-published --context audit --subscription stats.scores', 2],
      ['consumer extensions.extension-published --context audit --command note-it', 2],
    ] as const) {
      const ran = await boardwalk(line);
      expect(ran, ran.said).toMatchObject({ code, said: expect.stringMatching(/Why:|Mend:/) });
    }
    expect(copy.changes()).toEqual([]);
  }, 60_000);

  it('is shown beforehand by a dry run, which writes nothing', async () => {
    copy.commit('With what was written');
    const ran = await boardwalk('consumer extensions.extension-published --context audit --dry-run --json');
    calm(ran);
    const { dryRun, files } = JSON.parse(ran.said) as {
      dryRun: boolean;
      files: { path: string; action: string; text: string }[];
    };
    expect(dryRun).toBe(true);
    expect(copy.changes()).toEqual([]);
    calm(await boardwalk('consumer extensions.extension-published --context audit'));
    const sources = files.filter(({ path }) => written.test(path) || path.endsWith('.sql'));
    expect(sources.length).toBeGreaterThan(8);
    for (const { path, text } of sources) expect(copy.read(path), path).toBe(text);
    expect(copy.changes()).toEqual(expect.arrayContaining(files.map(({ path }) => path)));
  }, 60_000);
});
