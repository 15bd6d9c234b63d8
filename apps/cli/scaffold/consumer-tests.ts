import { type Field, keptAs, sampleOf } from './field.js';
import { kebab, pascal } from './names.js';
import { columnOf, type RecordNames } from './record.js';

export type Example = Readonly<Record<string, unknown>>;

/** The translation, which touches nothing. */
export function translationTest(names: RecordNames, example: Example): string {
  const { fact, fields, what, tail, command } = names;
  return `import { type EventMetadata, ${fact.className} } from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ${command} } from '../application/${kebab(command)}.js';
import { ${what}Consumer } from '../presentation/consumers/${tail}.consumer.js';

const metadata: EventMetadata = {
  eventId: '0198c1b0-0000-7000-8000-000000000001',
  occurredAt: '2026-04-09T10:00:00.000Z',
  correlationId: '0198c1b0-0000-7000-8000-000000000002',
  source: '/contexts/${fact.context}',
  version: ${fact.version},
  isReplay: false,
};

// A translation is pure: the bus is only there because a consumer cannot be made without one.
const bus: CommandBus = Object.create(CommandBus.prototype);

describe('${what}Consumer', () => {
  it('asks for a record of what the fact says', () => {
    const fact = ${factText(names, example)};
    Object.defineProperty(fact, 'metadata', { value: metadata });
    expect(new ${what}Consumer(bus).toCommand(fact)).toEqual(
      new ${command}({
        eventId: metadata.eventId,
        occurredAt: new Date(metadata.occurredAt),
${fields.map((field) => `        ${field.name}: ${keptSample(field, example)},`).join('\n')}
      }),
    );
  });
});
`;
}

/** @param whole whether the module can be started as it is, or needs to be told things that this test does not know */
export function effectTest(names: RecordNames, example: Example, context: string, whole: boolean): string {
  const { fact, fields, what, tail, command, table } = names;
  const module = `${pascal(context)}Module`;
  const imports = whole
    ? `import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ${module} } from '../${context}.module.js';`
    : `import { PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ${command}Handler } from '../application/${kebab(command)}.js';
import { ${what}Records } from '../application/${tail}-records.js';
import { Postgres${what}Records } from '../infrastructure/postgres-${tail}-records.js';
import { ${what}Consumer } from '../presentation/consumers/${tail}.consumer.js';

/** Of the context only what this is about, on its own tables. */
@Module({
  imports: [PersistenceModule.forContext('${context}', import.meta.url)],
  providers: [
    { provide: ${what}Records, useClass: Postgres${what}Records },
    ${command}Handler,
    ${what}Consumer,
  ],
})
class ${module} {}`;
  return `import { ${fact.className} } from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
${imports}

let world: World;
beforeEach(async () => {
  world = await World.start({ name: '${context} ${tail}', modules: [${module}] });
});
afterEach(() => world.stop());

describe('the records of ${tail} in ${context}', () => {
  it('hold each fact once, however often it is delivered', async () => {
    await world.publish(
      ${factText(names, example)},
    );
    await world.drain();
    expect(await world.rows('SELECT * FROM "${context}".${table}')).toMatchObject([
      {
${fields.map((field) => `        ${columnOf(field)}: ${keptSample(field, example)},`).join('\n')}
      },
    ]);
  });
});
`;
}

/** A whole fact; personal fields are part of it, though nothing is kept of them. */
function factText({ fact }: RecordNames, example: Example): string {
  const fields = fact.fields.map(({ name, optional, typeText }) => ({ name, optional, type: typeText }));
  const values = fields
    .filter(({ name, optional }) => !optional || example[name] !== undefined)
    .map((field) => `        ${field.name}: ${sampleOf(field, example[field.name])},`);
  return `new ${fact.className}({
${values.join('\n')}
      })`;
}

function keptSample(field: Field, example: Example): string {
  const given = example[field.name];
  if (field.optional && given === undefined) return 'null';
  const sample = sampleOf(field, given);
  return keptAs(field).asJson ? `JSON.stringify(${sample})` : sample;
}
