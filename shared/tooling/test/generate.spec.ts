import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check, write } from '../generate.mjs';
import { printed } from '../catalog/rules.mjs';
import { Garden } from './garden.js';

const script = fileURLToPath(new URL('../generate.mjs', import.meta.url));
const contract = 'shared/integration-events/gardens/bed-planted.integration-event.ts';
const generated = 'shared/integration-events/generated';
const read = (garden: Garden, file: string) => readFileSync(join(garden.root, file), 'utf8');
const lines = (garden: Garden) => check(garden.root).map(printed);

describe('the generator', () => {
  it('draws everything once and then finds nothing to do', () => {
    using garden = new Garden();
    expect(write(garden.root).written).toContain(`${generated}/registry.ts`);
    expect(write(garden.root)).toEqual({ written: [], violations: [] });
    expect(check(garden.root)).toEqual([]);
  });

  it('gives the same text on every machine and in every order', () => {
    using one = new Garden();
    using other = new Garden();
    write(one.root);
    write(other.root);
    for (const file of readdirSync(join(one.root, generated), { recursive: true, encoding: 'utf8' })) {
      if (/\.[a-z]+$/.test(file))
        expect(read(other, `${generated}/${file}`)).toBe(read(one, `${generated}/${file}`));
    }
  });

  it('names each drifted file and the command that mends it', () => {
    using garden = new Garden();
    write(garden.root);
    garden.change({ [contract]: ['readonly note?', 'readonly remark?'] });
    expect(lines(garden)).toContain(
      `${generated}/schemas.ts:1: GENERATED_DRIFT is not what the source says; run node shared/tooling/generate.mjs and commit what it writes`,
    );
  });

  it('exits 1 from --check until the files are written, and 0 afterwards', () => {
    using garden = new Garden();
    const before = spawnSync(process.execPath, [script, '--check', '--root', garden.root], {
      encoding: 'utf8',
    });
    expect([before.status, before.stdout]).toEqual([1, expect.stringContaining('GENERATED_DRIFT')]);
    expect(existsSync(join(garden.root, generated))).toBe(false);
    execFileSync(process.execPath, [script, '--root', garden.root], { encoding: 'utf8', stdio: 'pipe' });
    const after = spawnSync(process.execPath, [script, '--check', '--root', garden.root], {
      encoding: 'utf8',
    });
    expect([after.status, after.stdout]).toEqual([0, '']);
  });

  it('writes what it can of a project that is not whole yet, and says what is missing', () => {
    using garden = new Garden({
      'modules/gardens/presentation/publishers/gardens.publisher.ts': null,
      'modules/kitchens/README.md': null,
    });
    const { written, violations } = write(garden.root);
    expect(written).toContain(`${generated}/registry.ts`);
    expect(violations.map(({ rule }) => rule).sort()).toEqual(['CANVAS_MARKERS', 'FACT_ONE_OWNER']);
    expect(read(garden, `${generated}/registry.ts`)).toContain('publisher: null');
  });

  it('writes an empty registry for a project without contracts', () => {
    using garden = new Garden({
      [contract]: null,
      'modules/kitchens/presentation/consumers/bed-planted.consumer.ts': null,
    });
    write(garden.root);
    expect(read(garden, `${generated}/registry.ts`)).toContain('export type IntegrationEvent = never;');
  });

  it('removes the AsyncAPI document of a context that is gone', () => {
    using garden = new Garden();
    write(garden.root);
    const stray = 'docs/generated/asyncapi/orchards.json';
    writeFileSync(join(garden.root, stray), '{}');
    expect(lines(garden)).toEqual([expect.stringContaining(`${stray}:1: GENERATED_DRIFT`)]);
    expect(write(garden.root).written).toEqual([stray]);
    expect(existsSync(join(garden.root, stray))).toBe(false);
  });
});

describe('the registry', () => {
  it('knows class, key, audience, track name, encrypted fields, publisher and consumers of a fact', () => {
    using garden = new Garden();
    write(garden.root);
    expect(read(garden, `${generated}/registry.ts`)).toContain(`  'gardens.bed-planted.v1': {
    class: BedPlantedIntegrationEvent,
    type: 'gardens.bed-planted.v1',
    context: 'gardens',
    version: 1,
    key: 'bedId',
    summary: 'A bed was planted.',
    track: 'garden_bed_planted',
    visibility: 'members',
    external: false,
    fields: ['bedId', 'crop', 'keeperEmail', 'note'],
    personal: [{ field: 'keeperEmail', subjectField: 'bedId', kind: 'personal', byAddress: false }],
    publisher: 'GardensPublisher',
    consumers: [{ subscription: 'kitchens.bed-planted', consumer: 'BedPlantedConsumer' }],
  },`);
  });

  it('calls a field encrypted by address when its subject is personal itself', () => {
    using garden = new Garden({ [contract]: ['@personal bedId', '@personal keeperEmail'] });
    write(garden.root);
    expect(read(garden, `${generated}/registry.ts`)).toMatch(
      /subjectField: 'keeperEmail',\s+kind: 'personal',\s+byAddress: true/,
    );
  });
});

describe('a golden example', () => {
  const full = `${generated}/examples/gardens.bed-planted.v1.json`;

  it('has every field, and a companion without the optional ones', () => {
    using garden = new Garden();
    write(garden.root);
    expect(Object.keys(JSON.parse(read(garden, full)))).toEqual(['bedId', 'crop', 'keeperEmail', 'note']);
    const lean = `${generated}/examples/gardens.bed-planted.v1.required-only.json`;
    expect(Object.keys(JSON.parse(read(garden, lean)))).toEqual(['bedId', 'crop', 'keeperEmail']);
  });

  it('is never written again, even when its contract gains a field', () => {
    using garden = new Garden();
    write(garden.root);
    const before = read(garden, full);
    garden.change({
      [contract]: ['readonly note?: string;', 'readonly note?: string;\n  readonly row?: number;'],
    });
    write(garden.root);
    expect(read(garden, full)).toBe(before);
    expect(check(garden.root)).toEqual([]);
  });

  it('stops matching when its contract demands more than it did', () => {
    using garden = new Garden();
    write(garden.root);
    garden.change({ [contract]: ['readonly note?', 'readonly row!: number;\n  readonly note?'] });
    write(garden.root);
    expect(lines(garden)).toContainEqual(
      expect.stringMatching(/gardens\.bed-planted\.v1\.json:1: EXAMPLE_VALID .*'row'/),
    );
  });

  it('stays when its contract goes, and the check says so', () => {
    using garden = new Garden();
    write(garden.root);
    garden.change({ [contract]: ['planted.v1', 'planted.v2'] });
    expect(lines(garden)).toContainEqual(
      expect.stringMatching(/gardens\.bed-planted\.v1\.json:1: EXAMPLE_WITHOUT_CONTRACT/),
    );
  });

  it('is asked for by name where no value can be thought of', () => {
    using garden = new Garden({ [contract]: ['readonly note?', '/** @pattern ^q{7}$ */\n  readonly note?'] });
    write(garden.root);
    expect(lines(garden)).toContainEqual(
      expect.stringMatching(/bed-planted\.integration-event\.ts:9: EXAMPLE_MISSING .*by hand/),
    );
  });
});

describe('the documents', () => {
  it('show publisher, fact and subscription on the flow map', () => {
    using garden = new Garden();
    write(garden.root);
    const map = read(garden, 'docs/generated/flow-map.md');
    expect(map).toContain('from_gardens --> fact_gardens_bed_planted_v1');
    expect(map).toContain('fact_gardens_bed_planted_v1 --> to_kitchens_bed_planted');
  });

  it("renew the tables in a module's README and leave its words alone", () => {
    using garden = new Garden();
    write(garden.root);
    const text = read(garden, 'modules/gardens/README.md');
    expect(text).toMatch(/^# gardens\n\n<!-- generated:canvas -->\n### Publishes\n/);
    expect(text).toContain('| A bed was planted. | `bedId` | members | `kitchens.bed-planted` |');
    expect(text).toMatch(/<!-- \/generated -->\n\nWords\.\n$/);
    expect(read(garden, 'modules/kitchens/README.md')).toContain(
      '| `kitchens.bed-planted` | [`gardens.bed-planted.v1`](../../shared/integration-events/gardens/bed-planted.integration-event.ts) | [BedPlantedConsumer](presentation/consumers/bed-planted.consumer.ts) |',
    );
  });

  it('demand a place for the tables in every module', () => {
    using garden = new Garden({ 'modules/gardens/README.md': '# gardens\n' });
    write(garden.root);
    expect(lines(garden)).toEqual([expect.stringMatching(/^modules\/gardens\/README\.md:1: CANVAS_MARKERS/)]);
  });
});
