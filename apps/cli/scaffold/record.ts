import type { Contract } from './catalog.js';
import { type Field, keptAs } from './field.js';
import { kebab, pascal, snake } from './names.js';

/** Everything that is named after a fact, and kept of it. */
export interface RecordNames {
  readonly fact: Contract;
  readonly fields: readonly Field[];
  /** `ExtensionPublished` */
  readonly what: string;
  /** `extension-published` */
  readonly tail: string;
  readonly command: string;
  readonly table: string;
  /** Absent: the one that follows from context and fact. */
  readonly subscription?: string;
}

/** `ExtensionPublishedConsumer`, also for a later version of the fact. */
export function namesOf(
  fact: Contract,
  fields: readonly Field[],
  command: string | undefined,
  subscription: string | undefined,
): RecordNames {
  const tail = fact.version > 1 ? `${fact.tail}-v${fact.version}` : fact.tail;
  const what = pascal(tail);
  return {
    fact,
    fields,
    what,
    tail,
    command: command ?? `Record${what}`,
    table: `${snake(tail)}_records`,
    ...(subscription !== undefined && { subscription }),
  };
}

export function columnOf({ name }: Field): string {
  return snake(kebab(name));
}

/** The type of a field in a record. */
export function recordType(field: Field): string {
  return field.optional ? `${keptAs(field).type} | null` : keptAs(field).type;
}
