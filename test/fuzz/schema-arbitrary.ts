import fc, { type Arbitrary } from 'fast-check';

/** JSON Schema as the OpenAPI document holds it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Stands for a value that exists on the attacked platform when the request is sent, so that the same seed makes the same requests. */
export interface Reference {
  readonly $known: string;
  readonly place: number;
}

/** Fields by whose name a value is recognised that exists. */
const recognised: Readonly<Record<string, string>> = {
  slug: 'slug',
  collective: 'slug',
  username: 'username',
  author: 'username',
  userId: 'userId',
  name: 'extensionName',
  extensionName: 'extensionName',
  supersededBy: 'extensionName',
  path: 'extensionName',
  publicationId: 'publicationId',
  inviteId: 'inviteId',
  apiKeyId: 'apiKeyId',
  eventId: 'eventId',
  version: 'version',
  cursor: 'nextCursor',
  subscription: 'subscription',
};

/** Makes values that a schema takes: mostly, where it says more than types and bounds. */
export class SchemaArbitraries {
  private readonly components: Readonly<Record<string, Schema>>;
  private readonly made = new Map<Schema, Arbitrary<unknown>>();

  constructor(components: Readonly<Record<string, Schema>>) {
    this.components = components;
  }

  of(schema: Schema, field = '', depth = 0): Arbitrary<unknown> {
    const known = this.made.get(schema);
    if (known !== undefined) return known;
    const made = this.make(schema, field, depth);
    if (depth === 0) this.made.set(schema, made);
    return made;
  }

  private make(schema: Schema, field: string, depth: number): Arbitrary<unknown> {
    if (depth > 6) return fc.constant(null);
    const { $ref, anyOf, oneOf, enum: choices } = schema;
    if (typeof $ref === 'string')
      return this.of(this.components[$ref.split('/').at(-1) ?? ''] ?? {}, field, depth + 1);
    if ('const' in schema) return fc.constant(schema['const']);
    if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]));
    const options = [anyOf, oneOf].find(Array.isArray) as readonly Schema[] | undefined;
    if (options !== undefined) return fc.oneof(...options.map((one) => this.of(one, field, depth + 1)));
    const type = [schema['type']].flat()[0];
    if (type === 'object') return this.object(schema, depth);
    if (type === 'array') return this.array(schema, field, depth);
    if (type === 'integer') return fc.integer(boundsOf(schema));
    if (type === 'number') return fc.double({ ...boundsOf(schema), noNaN: true, noDefaultInfinity: true });
    if (type === 'boolean') return fc.boolean();
    if (type === 'null') return fc.constant(null);
    return type === 'string' ? this.text(schema, field) : fc.jsonValue({ maxDepth: 2 });
  }

  private object(schema: Schema, depth: number): Arbitrary<unknown> {
    const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
    const requiredKeys = (schema['required'] ?? []) as string[];
    if (Object.keys(properties).length === 0) {
      const values = schema['additionalProperties'];
      const value = isSchema(values) ? this.of(values, '', depth + 1) : fc.jsonValue({ maxDepth: 1 });
      return fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), value, { maxKeys: 3 });
    }
    const fields = Object.entries(properties).map(([name, one]) => [name, this.of(one, name, depth + 1)]);
    return fc.record(Object.fromEntries(fields) as Record<string, Arbitrary<unknown>>, {
      requiredKeys,
      noNullPrototype: true,
    });
  }

  private array(schema: Schema, field: string, depth: number): Arbitrary<unknown> {
    const items = isSchema(schema['items']) ? schema['items'] : {};
    const minLength = numberOf(schema['minItems']) ?? 0;
    const maxLength = Math.max(minLength, Math.min(numberOf(schema['maxItems']) ?? 3, 3));
    return fc.array(this.of(items, field.replace(/s$/, ''), depth + 1), { minLength, maxLength });
  }

  private text(schema: Schema, field: string): Arbitrary<unknown> {
    const plain = plainText(schema);
    const what = recognised[field];
    if (what === undefined) return plain;
    return fc.oneof({ weight: 2, arbitrary: known(what) }, { weight: 1, arbitrary: plain });
  }
}

export function known(what: string): Arbitrary<Reference> {
  return fc.nat(10_000).map((place) => ({ $known: what, place }));
}

/** The reference's value, and everything else as it is. */
export function resolved(value: unknown, values: Readonly<Record<string, readonly string[]>>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, values));
  if (typeof value !== 'object' || value === null) return value;
  if ('$known' in value && 'place' in value) {
    const found = values[String(value.$known)] ?? [];
    return found.length === 0 ? `no-${String(value.$known)}` : found[Number(value.place) % found.length];
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one, values)]));
}

function plainText(schema: Schema): Arbitrary<string> {
  const { format, pattern } = schema;
  const minLength = numberOf(schema['minLength']) ?? 0;
  const maxLength = Math.max(minLength, Math.min(numberOf(schema['maxLength']) ?? 40, 60));
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.nat(400).map((n) => `person-${n}@fuzz.example.org`);
  if (format === 'date-time')
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (format === 'date')
    return fc.nat(5_000).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern === 'string') {
    const whole = new RegExp(pattern);
    // Texts cannot be made up to look ahead; those that do not fit are left out.
    const plain = new RegExp(pattern.replaceAll(/\(\?[=!](?:\[[^\]]*\]|[^()])*\)/g, ''));
    return fc.stringMatching(plain).filter((text) => text.length <= 200 && whole.test(text));
  }
  return fc.oneof(
    fc.string({ minLength, maxLength }),
    fc.string({ unit: 'binary', minLength, maxLength }).filter((text) => text.length <= maxLength),
  );
}

function boundsOf(schema: Schema): { min: number; max: number } {
  const min = Math.max(numberOf(schema['minimum']) ?? -1_000, -2_147_483_648);
  const max = Math.min(numberOf(schema['maximum']) ?? min + 100_000, 2_147_483_647);
  return { min, max: Math.max(min, max) };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
