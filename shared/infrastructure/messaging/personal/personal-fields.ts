import {
  type ContractEntry,
  contractOf,
  type PersonalField,
  schemas,
  type WireType,
} from '@boardwalk/integration-events';
import type { StampedFact } from '@boardwalk/observability';
import { Seal, type Transaction } from '@boardwalk/persistence';
import { DecryptionError, PersonErasedError } from '../messaging.errors.js';
import type { SubjectKey, SubjectKeys } from './subject-keys.js';

type Data = Record<string, unknown>;

/** A personal field as the log holds it. */
interface Sealed {
  readonly $sealed: string;
  /** Whose key opens it. */
  readonly subject: string;
}

/** What every view but a consumer's sees. */
export const personalMask = '«personal»';

/** Encrypts and opens the fields that a contract tags @personal or @secret. */
export class PersonalFields {
  constructor(private readonly keys: SubjectKeys) {}

  /** The data of each fact as it may lie in the log. */
  async encrypted(facts: readonly StampedFact[], transaction: Transaction): Promise<Data[]> {
    const plain = facts.map((stamped) => ({ stamped, data: dataOf(stamped), fields: personalOf(stamped) }));
    const subjects = plain.flatMap(({ data, fields }) => fields.map((field) => this.subjectOf(field, data)));
    if (subjects.length === 0) return plain.map(({ data }) => data);
    const keys = await this.keys.ensure(subjects, transaction);
    return plain.map(({ stamped, data, fields }) =>
      this.sealed(stamped.fact.metadata.eventId, data, fields, keys),
    );
  }

  /** Whether the data has fields to open. */
  areIn(entry: ContractEntry, data: Data): boolean {
    return entry.personal.some(({ field }) => data[field] !== undefined);
  }

  /**
   * The data with its personal fields readable, and without those that it may lack and whose person was erased since: so a
   * projection that is built again hears of everybody whom it heard of before, and of nothing personal.
   * @throws {PersonErasedError} when a field that it must have is gone for that reason
   * @throws {DecryptionError} when a key is missing or the bytes were changed
   */
  async decrypted(entry: ContractEntry, eventId: string, data: Data): Promise<Data> {
    const sealedFields = entry.personal.filter(({ field }) => data[field] !== undefined);
    const boxes = new Map(sealedFields.map(({ field }) => [field, sealedOf(field, data[field])]));
    const keys = await this.keys.find([...boxes.values()].map(({ subject }) => subject));
    const opened: Data = { ...data };
    for (const [field, box] of boxes) {
      const key = keys.get(box.subject);
      if (key === undefined) throw new DecryptionError(field, 'the key of its person was deleted');
      try {
        opened[field] = openField(key, box, eventId, field);
      } catch (error) {
        if (!(error instanceof PersonErasedError) || isRequired(entry, field)) throw error;
        delete opened[field];
      }
    }
    return opened;
  }

  private sealed(
    eventId: string,
    data: Data,
    fields: readonly PersonalField[],
    keys: Map<string, Buffer>,
  ): Data {
    const sealed: Data = { ...data };
    for (const field of fields) {
      const subject = this.subjectOf(field, data);
      const key = keys.get(subject);
      if (key === undefined) throw new Error(`No key was made for the person of "${field.field}".`);
      const box: Sealed = {
        $sealed: new Seal(key).sealText(JSON.stringify(data[field.field]), `${eventId}.${field.field}`),
        subject,
      };
      sealed[field.field] = box;
    }
    return sealed;
  }

  private subjectOf(field: PersonalField, data: Data): string {
    return this.keys.subjectOf(String(data[field.subjectField]), field.byAddress);
  }
}

/** The data with every personal field hidden, sealed or not. */
export function masked(entry: ContractEntry | null, data: Data): Data {
  const shown: Data = { ...data };
  for (const { field } of entry?.personal ?? []) if (shown[field] !== undefined) shown[field] = personalMask;
  for (const [field, value] of Object.entries(shown)) if (isSealed(value)) shown[field] = personalMask;
  return shown;
}

/** A fact's metadata is not enumerable, so that no copy, schema or JSON of it has them. */
function dataOf({ fact }: StampedFact): Data {
  return fact as unknown as Data;
}

function personalOf(stamped: StampedFact): readonly PersonalField[] {
  const personal = contractOf(stamped.contract.type)?.personal ?? [];
  if (personal.length === 0) return personal;
  const data = dataOf(stamped);
  return personal.filter(({ field }) => data[field] !== undefined);
}

export function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' && value !== null && typeof (value as Partial<Sealed>).$sealed === 'string'
  );
}

function sealedOf(field: string, value: unknown): Sealed {
  if (!isSealed(value)) throw new DecryptionError(field, 'it lies in the log unencrypted');
  return value;
}

function isRequired({ type }: ContractEntry, field: string): boolean {
  const { required } = schemas[type as WireType];
  return Array.isArray(required) && required.includes(field);
}

function openField({ key, erased }: SubjectKey, box: Sealed, eventId: string, field: string): unknown {
  if (key === null) throw new PersonErasedError(field);
  let plaintext: Buffer;
  try {
    plaintext = new Seal(key).open(Buffer.from(box.$sealed, 'base64url'), `${eventId}.${field}`);
  } catch {
    if (erased) throw new PersonErasedError(field);
    // The cause says nothing but "unable to authenticate".
    throw new DecryptionError(field, 'its bytes were changed, or moved from another fact');
  }
  return JSON.parse(plaintext.toString()) as unknown;
}
