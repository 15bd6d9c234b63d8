import { type Field, sampleOf } from './field.js';
import { type FactName, pascal, snake } from './names.js';

export interface EventNames extends FactName {
  readonly aggregate: string;
  /** The ordering key among them, first. */
  readonly fields: readonly Field[];
  readonly key: string;
  /** A sentence. */
  readonly says: string;
  readonly visible: string;
  readonly external: boolean;
}

export function contractText(event: EventNames): string {
  const { context, tail, fields, key, says, visible, external } = event;
  const name = `${pascal(tail)}IntegrationEvent`;
  const declared = fields.map(({ name: field, optional, type }) => {
    const rule = field === key && type === 'string' ? '  /** @minLength 1 */\n' : '';
    return `${rule}  readonly ${field}${optional ? '?' : '!'}: ${type};`;
  });
  return `import type { EventMetadata, Fields } from '../contract.js';

/**
 * ${says}
 * @track ${snake(tail)}
 * @public ${visible}${external ? '\n * @external' : ''}
 */
export class ${name} {
  static readonly type = '${context}.${tail}.v1';
  static readonly key = '${key}';
${declared.join('\n')}
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<${name}>) {
    Object.assign(this, fields);
  }
}
`;
}

export function privateEventText({ tail, fields, key }: EventNames): string {
  const name = pascal(tail);
  const parameters = fields.map(
    ({ name: field, optional, type }) => `    readonly ${field}: ${type}${optional ? ' | undefined' : ''},`,
  );
  return `export class ${name} implements IDomainEvent {
  readonly kind = '${name}' as const;

  constructor(
    readonly dateTimeOccurred: Date,
${parameters.join('\n')}
  ) {}

  getAggregateId(): string {
    return this.${key};
  }
}
`;
}

export function publisherMethod({ tail, fields }: EventNames): string {
  const name = pascal(tail);
  const fact = `${name}IntegrationEvent`;
  const values = fields.map(({ name: field, optional }) =>
    optional
      ? `...(${field} !== undefined && ({ ${field} } satisfies Partial<Fields<${fact}>>)),`
      : `${field},`,
  );
  return `  publish${name}(event: ${name}): void {
    const { ${fields.map((field) => field.name).join(', ')} } = event;
    this.publish(
      new ${fact}({
        ${values.join('\n        ')}
      }),
    );
  }`;
}

/** @param union what the publisher translates, as its own file says it; @param home of the private event */
export function publisherTest(event: EventNames, home: string): string {
  const { context, tail, fields } = event;
  const [name, publisher] = [pascal(tail), `${pascal(context)}Publisher`];
  const given = fields.map((field) => sampleOf(field, undefined)).join(', ');
  const said = fields.map((field) => `${field.name}: ${sampleOf(field, undefined)}`).join(', ');
  return `import { DomainEvents, SystemClock, SystemIds } from '@boardwalk/domain';
import { type Fact, ${name}IntegrationEvent } from '@boardwalk/integration-events';
import { FactStamper } from '@boardwalk/observability';
import { EventBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ${name} } from '../domain/${home}.js';
import { ${publisher} } from '../presentation/publishers/${context}.publisher.js';

const clock = new SystemClock();

/** What the publisher makes of one private event. */
function published(event: ${name}): Fact[] {
  const facts: Fact[] = [];
  const bus = { publish: (fact: Fact) => void facts.push(fact) } as unknown as EventBus;
  const callbacks = new Map<string, (event: ${name}, origin: { sequence: string }) => void>();
  const events = {
    register: (callback: (event: ${name}) => void, kind: string) => callbacks.set(kind, callback),
  } as unknown as DomainEvents;
  new ${publisher}(bus, events, new FactStamper(clock, new SystemIds(clock), 'in_process')).onModuleInit();
  callbacks.get(event.kind)?.(event, { sequence: '1.0' });
  return facts;
}

describe('${publisher}, told of ${name}', () => {
  it('publishes it with the time at which it happened', () => {
    const at = new Date('2026-04-09T10:00:00.000Z');
    const [fact, ...others] = published(new ${name}(at, ${given}));
    expect(fact).toEqual(new ${name}IntegrationEvent({ ${said} }));
    expect(fact?.metadata.occurredAt).toBe(at.toISOString());
    expect(others).toEqual([]);
  });
});
`;
}
