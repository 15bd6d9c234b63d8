import { keptAs } from './field.js';
import { kebab, spoken } from './names.js';
import { columnOf, type RecordNames, recordType } from './record.js';

/** The port, and what is kept. */
export function portText({ fact, fields, what }: RecordNames): string {
  return `/** What is kept of each "${spoken(fact.tail)}" of ${fact.context}; nothing personal is. */
export interface ${what}Record {
  readonly eventId: string;
  readonly occurredAt: Date;
${fields.map((field) => `${keptAs(field).asJson ? '  /** JSON text. */\n' : ''}  readonly ${field.name}: ${recordType(field)};`).join('\n')}
}

export abstract class ${what}Records {
  /** The same fact a second time changes nothing. */
  abstract add(record: ${what}Record): Promise<void>;
}
`;
}

export function commandText({ what, tail, command }: RecordNames): string {
  return `import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ${what}Record, ${what}Records } from './${tail}-records.js';

export class ${command} {
  constructor(readonly record: ${what}Record) {}
}

@CommandHandler(${command})
export class ${command}Handler implements ICommandHandler<${command}, void> {
  constructor(private readonly records: ${what}Records) {}

  execute({ record }: ${command}): Promise<void> {
    return this.records.add(record);
  }
}
`;
}

export function consumerText({ fact, fields, what, command, subscription }: RecordNames): string {
  const names = ['metadata', ...fields.map(({ name }) => name)].join(', ');
  const values = fields.map((field) => {
    const { name, optional } = field;
    if (!keptAs(field).asJson) return optional ? `${name}: ${name} ?? null,` : `${name},`;
    return optional
      ? `${name}: ${name} === undefined ? null : JSON.stringify(${name}),`
      : `${name}: JSON.stringify(${name}),`;
  });
  const shared = subscription === undefined ? '' : `  static readonly subscription = '${subscription}';\n\n`;
  return `import { ${fact.className} } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ${command} } from '../../application/${kebab(command)}.js';

@EventsHandler(${fact.className})
export class ${what}Consumer extends BaseConsumer<${fact.className}> {
${shared}  toCommand({ ${names} }: ${fact.className}): ${command} {
    return new ${command}({
      eventId: metadata.eventId,
      occurredAt: new Date(metadata.occurredAt),
      ${values.join('\n      ')}
    });
  }
}
`;
}

export function storageText({ fields, what, tail, table }: RecordNames): string {
  const columns = fields.map((field) => `    ${columnOf(field)}: ${recordType(field)};`);
  const values = fields.map((field) => `        ${columnOf(field)}: record.${field.name},`);
  return `import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type ${what}Record, ${what}Records } from '../application/${tail}-records.js';

interface ${what}Tables {
  ${table}: {
    event_id: string;
    occurred_at: Date;
${columns.join('\n')}
  };
}

@Injectable()
export class Postgres${what}Records extends ${what}Records {
  constructor(private readonly database: Database<${what}Tables>) {
    super();
  }

  async add(record: ${what}Record): Promise<void> {
    await this.database.query
      .insertInto('${table}')
      .values({
        event_id: record.eventId,
        occurred_at: record.occurredAt,
${values.join('\n')}
      })
      .onConflict((conflict) => conflict.column('event_id').doNothing())
      .execute();
  }
}
`;
}

/** Words that PostgreSQL takes as a column's name only between quotes. */
const reserved = new Set(
  'all analyse analyze and any array as asc both case cast check collate column constraint create current_date default desc distinct do else end except false fetch for foreign from grant group having in into lateral leading limit not null offset on only or order placing primary references returning select some table then to trailing true union unique user using when where window with'.split(
    ' ',
  ),
);

export function migrationText({ fact, fields, table }: RecordNames): string {
  const columns = fields.map((field) => {
    const name = columnOf(field);
    const shown = reserved.has(name) ? `"${name}"` : name;
    return `  ${shown} ${keptAs(field).sql}${field.optional ? '' : ' NOT NULL'}`;
  });
  return `-- One row per fact: ${fact.doc.replace(/\s+/g, ' ')}
CREATE TABLE ${table} (
  event_id uuid PRIMARY KEY,
  occurred_at timestamptz NOT NULL${columns.map((column) => `,\n${column}`).join('')}
);
`;
}
