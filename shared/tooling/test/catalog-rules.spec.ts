import { describe, expect, it } from 'vitest';
import { printed, ruleNames, violationsOf } from '../catalog/rules.mjs';
import { readCatalog } from '../catalog/catalog.mjs';
import { type Changes, Garden } from './garden.js';

const contract = 'shared/integration-events/gardens/bed-planted.integration-event.ts';
const consumer = 'modules/kitchens/presentation/consumers/bed-planted.consumer.ts';
const publisher = 'modules/gardens/presentation/publishers/gardens.publisher.ts';

const second = (edit: (text: string) => string = (text) => text) =>
  edit(`
import type { EventMetadata, Fields } from '../contract.js';
/**
 * A bed was emptied.
 * @track garden_bed_emptied
 * @public members
 * @external
 */
export class BedEmptiedIntegrationEvent {
  static readonly type = 'gardens.bed-emptied.v1';
  static readonly key = 'bedId';
  readonly bedId!: string;
  declare readonly metadata: EventMetadata;
  constructor(fields: Fields<BedEmptiedIntegrationEvent>) { Object.assign(this, fields); }
}
`);
const secondFile = 'shared/integration-events/gardens/bed-emptied.integration-event.ts';

/** One way to break each rule, and the line that says so. Several stories may stand for one rule. */
const stories: readonly (readonly [rule: string, story: string, changes: Changes, line: RegExp])[] = [
  [
    'CONTRACT_PLAIN',
    'a decorator',
    { [contract]: ['export class', '@Injectable()\nexport class'] },
    /bed-planted\.integration-event\.ts:9: CONTRACT_PLAIN a contract carries no decorator/,
  ],
  [
    'CONTRACT_PLAIN',
    'a decorated field',
    { [contract]: ['readonly note?', '@IsString() readonly note?'] },
    /no decorator/,
  ],
  ['CONTRACT_PLAIN', 'a base class', { [contract]: ['Event {', 'Event extends Base {'] }, /no base class/],
  [
    'CONTRACT_PLAIN',
    'a value import',
    { [contract]: ['import type', 'import'] },
    /:2: CONTRACT_PLAIN imports \.\.\/contract\.js: a contract imports nothing but types/,
  ],
  [
    'CONTRACT_PLAIN',
    "a private event's type",
    {
      [contract]: [
        '\n/**\n * A bed',
        "\nimport type { BedPlanted } from '../../../modules/gardens/domain/bed.events.js';\n/**\n * A bed",
      ],
    },
    /:4: CONTRACT_PLAIN imports .*bed\.events\.js: a contract knows only/,
  ],
  [
    'CONTRACT_PLAIN',
    'a method',
    { [contract]: ['readonly note?: string;', 'isBeans() { return true; }'] },
    /no behaviour/,
  ],
  [
    'CONTRACT_PLAIN',
    'a field that can be written',
    { [contract]: ['readonly note?', 'note?'] },
    /note is not readonly/,
  ],
  [
    'CONTRACT_PLAIN',
    'a second class',
    { [contract]: ['export class', 'class Helper {}\nexport class'] },
    /exactly one class/,
  ],
  [
    'CONTRACT_PLAIN',
    'a constant beside it',
    { [contract]: ['export class', 'export const limit = 3;\nexport class'] },
    /nothing else/,
  ],
  [
    'CONTRACT_SCHEMA',
    'a type that exists nowhere',
    { [contract]: ["'beans' | 'kale'", 'Vegetable'] },
    /CONTRACT_SCHEMA no JSON Schema can be made of BedPlantedIntegrationEvent/,
  ],
  [
    'WIRE_TYPE_FORM',
    'a type without version',
    { [contract]: ['planted.v1', 'planted'] },
    /:10: WIRE_TYPE_FORM 'gardens\.bed-planted' is no wire type/,
  ],
  [
    'WIRE_TYPE_FORM',
    'a type that is computed',
    { [contract]: ["'gardens.bed-planted.v1'", "'gardens.' + 'bed-planted.v1'"] },
    /WIRE_TYPE_FORM/,
  ],
  [
    'WIRE_TYPE_CONTEXT',
    'the prefix of another context',
    { [contract]: ['gardens.bed', 'kitchens.bed'] },
    /:10: WIRE_TYPE_CONTEXT .* must be 'gardens'/,
  ],
  [
    'WIRE_TYPE_FILE',
    'a tail that the file does not bear',
    { [contract]: ['bed-planted.v1', 'bed-sown.v1'] },
    /:10: WIRE_TYPE_FILE .* announces bed-planted/,
  ],
  [
    'WIRE_TYPE_FILE',
    'a second version in the file of the first',
    { [contract]: ['planted.v1', 'planted.v2'] },
    /WIRE_TYPE_FILE .* version 1/,
  ],
  [
    'WIRE_TYPE_ONCE',
    'two contracts of one type',
    { [secondFile]: second((text) => text.replace('bed-emptied.v1', 'bed-planted.v1')) },
    /WIRE_TYPE_ONCE 'gardens\.bed-planted\.v1' is taken by/,
  ],
  [
    'FACT_NAME',
    'a name that is no past tense',
    {
      [secondFile.replace('emptied', 'harvest')]: second((text) =>
        text.replace('bed-emptied.v1', 'bed-harvest.v1'),
      ),
    },
    /:10: FACT_NAME .*past tense/,
  ],
  [
    'FACT_NAME',
    'a name that could mean anything',
    {
      [secondFile.replace('emptied', 'updated')]: second((text) =>
        text.replace('bed-emptied.v1', 'bed-updated.v1'),
      ),
    },
    /:10: FACT_NAME .*'bed-updated' hides what happened/,
  ],
  [
    'FACT_NAME',
    'the name of a setter',
    {
      [secondFile.replace('emptied', 'title-changed')]: second((text) =>
        text.replace('bed-emptied.v1', 'bed-title-changed.v1'),
      ),
    },
    /:10: FACT_NAME .*the change of one field/,
  ],
  [
    'CLASS_NAME',
    'a class called otherwise',
    { [contract]: ['class BedPlanted', 'class BedSown'] },
    /:9: CLASS_NAME BedSownIntegrationEvent must be called BedPlantedIntegrationEvent/,
  ],
  ['DOC_SENTENCE', 'no sentence', { [contract]: [' * A bed was planted.\n', ''] }, /:\d+: DOC_SENTENCE/],
  ['TRACK_NAME', 'no track name', { [contract]: [' * @track garden_bed_planted\n', ''] }, /TRACK_NAME/],
  [
    'TRACK_NAME',
    'a track name in another style',
    { [contract]: ['garden_bed_planted', 'gardenBedPlanted'] },
    /TRACK_NAME/,
  ],
  [
    'TRACK_ONCE',
    'a track name used twice',
    { [secondFile]: second((text) => text.replace('garden_bed_emptied', 'garden_bed_planted')) },
    /TRACK_ONCE 'garden_bed_planted \(v1\)' is taken by/,
  ],
  ['PUBLIC_TAG', 'no word on who may see it', { [contract]: [' * @public members\n', ''] }, /PUBLIC_TAG/],
  [
    'PUBLIC_TAG',
    'an audience that does not exist',
    { [contract]: ['@public members', '@public friends'] },
    /PUBLIC_TAG/,
  ],
  [
    'KEY_IS_FIELD',
    'a key that is no field',
    { [contract]: ["key = 'bedId'", "key = 'plotId'"] },
    /:11: KEY_IS_FIELD the ordering key 'plotId' is not a field/,
  ],
  ['KEY_IS_FIELD', 'an optional key', { [contract]: ['bedId!', 'bedId?'] }, /KEY_IS_FIELD .* is optional/],
  [
    'KEY_IS_FIELD',
    'an encrypted key',
    { [contract]: ["key = 'bedId'", "key = 'keeperEmail'"] },
    /KEY_IS_FIELD .* is encrypted/,
  ],
  [
    'PERSONAL_SUBJECT',
    'a subject that is no field',
    { [contract]: ['@personal bedId', '@personal keeperId'] },
    /PERSONAL_SUBJECT keeperEmail is encrypted for the person in 'keeperId'/,
  ],
  [
    'PERSONAL_SUBJECT',
    'a subject that may be absent',
    { [contract]: ['@personal bedId', '@personal note'] },
    /PERSONAL_SUBJECT .* may be absent/,
  ],
  [
    'PERSONAL_SUBJECT',
    'a subject that is a secret',
    { [contract]: ['@personal bedId', '@secret keeperEmail'] },
    /PERSONAL_SUBJECT .* a secret itself/,
  ],
  [
    'SECRET_NOT_PUBLIC',
    'a secret that members see',
    { [contract]: ['@personal bedId', '@secret bedId'] },
    /SECRET_NOT_PUBLIC/,
  ],
  [
    'WIRE_LITERAL_ONCE',
    'the wire type in a module',
    { 'modules/kitchens/application/menu.ts': "export const wanted = 'gardens.bed-planted.v1';\n" },
    /^modules\/kitchens\/application\/menu\.ts:1: WIRE_LITERAL_ONCE .* use BedPlantedIntegrationEvent\.type/,
  ],
  [
    'WIRE_LITERAL_ONCE',
    'the wire type inside a template',
    { 'apps/platform/names.mjs': 'export const wanted = (n) => `process gardens.bed-planted.v1 ${n}`;\n' },
    /^apps\/platform\/names\.mjs:1: WIRE_LITERAL_ONCE/,
  ],
  [
    'FACT_ONE_OWNER',
    'no publisher',
    { [publisher]: null },
    /bed-planted\.integration-event\.ts:9: FACT_ONE_OWNER nobody publishes/,
  ],
  [
    'FACT_ONE_OWNER',
    'a publisher of another context',
    {
      'modules/kitchens/presentation/publishers/kitchens.publisher.ts':
        "import { BedPlantedIntegrationEvent as Planted } from '@boardwalk/integration-events';\nexport class KitchensPublisher { publish() { return new Planted({}); } }\n",
    },
    /kitchens\.publisher\.ts:2: FACT_ONE_OWNER KitchensPublisher publishes BedPlantedIntegrationEvent/,
  ],
  [
    'FACT_HAS_CONSUMER',
    'no consumer',
    { [consumer]: null },
    /bed-planted\.integration-event\.ts:9: FACT_HAS_CONSUMER/,
  ],
  [
    'FACT_HAS_CONSUMER',
    'only a consumer that names no fact',
    { [consumer]: ['BedPlantedIntegrationEvent)', '...everyContract)'] },
    /FACT_HAS_CONSUMER/,
  ],
  [
    'CONSUMER_KNOWN_FACT',
    'a fact that is no contract',
    {
      [consumer]: [
        '(BedPlantedIntegrationEvent)',
        '(BedPlantedIntegrationEvent, BedWateredIntegrationEvent)',
      ],
    },
    /^modules\/kitchens\/.*bed-planted\.consumer\.ts:4: CONSUMER_KNOWN_FACT BedPlantedConsumer consumes BedWateredIntegrationEvent/,
  ],
  [
    'CONSUMER_NAME',
    'a consumer called otherwise than its file',
    { [consumer]: ['BedPlantedConsumer', 'PlantingConsumer'] },
    /:5: CONSUMER_NAME PlantingConsumer must be called BedPlantedConsumer/,
  ],
  [
    'SUBSCRIPTION_NAME',
    'a subscription of another context',
    { [consumer]: ['Consumer {}', "Consumer { static readonly subscription = 'gardens.menu'; }"] },
    /SUBSCRIPTION_NAME 'gardens\.menu' must be .* 'kitchens\.<name>'/,
  ],
];

describe('the catalog of a complete project', () => {
  it('breaks no rule', () => {
    using garden = new Garden();
    expect(violationsOf(readCatalog(garden.root))).toEqual([]);
  });

  it('may have a second contract of the same fact, in a file that bears its version', () => {
    using garden = new Garden({
      'shared/integration-events/gardens/bed-emptied.v2.integration-event.ts': second((text) =>
        text
          .replace('bed-emptied.v1', 'bed-emptied.v2')
          .replaceAll('BedEmptiedIntegration', 'BedEmptiedV2Integration'),
      ),
      'modules/gardens/presentation/publishers/tools.publisher.ts':
        'export class GardensPublisher { publish() { return new BedEmptiedV2IntegrationEvent({}); } }\n',
    });
    expect(violationsOf(readCatalog(garden.root))).toEqual([]);
  });

  it('may name the wire type in tests and comments', () => {
    using garden = new Garden({
      'modules/kitchens/test/menu.spec.ts': "const wanted = 'gardens.bed-planted.v1';\n",
      'modules/kitchens/application/menu.ts':
        '// Cooks what gardens.bed-planted.v1 announces.\nexport const menu = 1;\n',
    });
    expect(violationsOf(readCatalog(garden.root))).toEqual([]);
  });

  it('may leave a fact without consumer that says it is for the outside', () => {
    using garden = new Garden({
      [consumer]: null,
      [contract]: [' * @public members', ' * @public members\n * @external'],
    });
    expect(violationsOf(readCatalog(garden.root))).toEqual([]);
  });

  it('gives classes that name their subscription that one, others the name of their file', () => {
    using garden = new Garden({
      'modules/kitchens/presentation/consumers/harvest.consumer.ts':
        "@EventsHandler(BedPlantedIntegrationEvent) export class HarvestConsumer { static readonly subscription = 'kitchens.stock'; }\n",
    });
    const { consumers } = readCatalog(garden.root);
    expect(consumers.map(({ subscription }) => subscription)).toEqual([
      'kitchens.bed-planted',
      'kitchens.stock',
    ]);
  });
});

describe('a rule of the catalog', () => {
  it.each(stories)('%s bites on %s', (rule, _story, changes, line) => {
    using garden = new Garden(changes);
    const lines = violationsOf(readCatalog(garden.root))
      .filter((violation) => violation.rule === rule)
      .map(printed);
    expect(lines.join('\n')).toMatch(line);
  });

  it('has at least one project that breaks it', () => {
    expect([...new Set(stories.map(([rule]) => rule))].sort()).toEqual([...ruleNames].sort());
  });
});
