import type { OpenApiDocument } from '@boardwalk/http';
import fc, { type Arbitrary } from 'fast-check';
import { callerNames, type CallerName } from '../edge/cast.ts';
import { hostileBody, hostileHeaders, hostileQuery, hostileSegment, type RawBody } from './hostile.ts';
import { type Schema, SchemaArbitraries } from './schema-arbitrary.ts';

type Operation = OpenApiDocument['paths'][string][string];

export interface Target {
  readonly method: string;
  /** `/api/v1/collectives/{slug}` */
  readonly path: string;
  readonly operation: Operation;
}

/** A request before what exists is filled in. */
export interface Draft {
  readonly target: Target;
  readonly caller: CallerName;
  readonly kind: 'valid' | 'nearly valid' | 'hostile';
  /** For each parameter of the path a text, or a reference; raw ones are not escaped. */
  readonly path: Readonly<Record<string, { readonly value: unknown; readonly raw: boolean }>>;
  readonly query: Readonly<Record<string, unknown>> | string;
  readonly body: { readonly json: unknown } | RawBody | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes hashing of passwords, which costs as much as fifty others. */
const isSlow = ({ method, path }: Target) =>
  method === 'POST' &&
  /\/(?:users|sessions|sign-up\/email|sign-in\/email|password-resets?|password)$/.test(path);

export function targetsOf(document: OpenApiDocument): Target[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** Requests to every operation of a document: as it wants them, nearly so, and as nobody should send them. */
export function requestsTo(document: OpenApiDocument): Arbitrary<Draft> {
  const schemas = new SchemaArbitraries((document.components['schemas'] ?? {}) as Record<string, Schema>);
  const targets = targetsOf(document).map((target) => ({
    weight: isSlow(target) ? 1 : 12,
    arbitrary: requestTo(target, schemas),
  }));
  return fc.oneof(...targets);
}

function requestTo(target: Target, schemas: SchemaArbitraries): Arbitrary<Draft> {
  const parameters = (place: string) => target.operation.parameters.filter((one) => one.in === place);
  const path = parameters('path').map(
    ({ name, schema }) => [name, schemas.of(schema as Schema, wordFor(name, target))] as const,
  );
  const query = parameters('query').map(
    ({ name, schema }) => [name, schemas.of(schema as Schema, name)] as const,
  );
  const required = parameters('query').flatMap(({ name, required: must }) => (must ? [name] : []));
  const json = target.operation.requestBody?.content['application/json']?.schema as Schema | undefined;
  const body = json === undefined ? undefined : schemas.of(json);
  const streamed = json === undefined && target.operation.requestBody !== undefined;
  const soundPath = fc.record(
    Object.fromEntries(
      path.map(([name, arbitrary]) => [name, arbitrary.map((value) => ({ value, raw: false }))]),
    ),
    { noNullPrototype: true },
  );
  const soundQuery = fc.record(Object.fromEntries(query), { requiredKeys: required, noNullPrototype: true });
  const soundBody: Arbitrary<Draft['body']> =
    body !== undefined
      ? body.map((value) => ({ json: value }))
      : streamed
        ? fc.string({ maxLength: 400 }).map((text) => ({ type: 'application/gzip', text }))
        : fc.constant(null);
  const soundHeaders = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.nat(30).map((n) => ({ 'idempotency-key': `key-${n}` })) },
    { weight: 1, arbitrary: fc.nat(30).map((n) => ({ 'boardwalk-position': `0-${n}` })) },
  );
  const caller = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...entitledTo(target)) },
    { weight: 2, arbitrary: fc.constantFrom(...callerNames) },
  );
  const base = { target: fc.constant(target), caller };
  const valid = fc.record({
    ...base,
    kind: fc.constant('valid' as const),
    path: soundPath,
    query: soundQuery,
    body: soundBody,
    headers: soundHeaders,
  });
  const nearly = fc.record({
    ...base,
    kind: fc.constant('nearly valid' as const),
    path: soundPath,
    query: fc.oneof(soundQuery, soundQuery.chain(spoilt)),
    body: body === undefined ? soundBody : body.chain(spoilt).map((value) => ({ json: value })),
    headers: soundHeaders,
  });
  const rawPath = fc.record(
    Object.fromEntries(path.map(([name]) => [name, hostileSegment.map((value) => ({ value, raw: true }))])),
    { noNullPrototype: true },
  );
  const hostile = fc.record({
    ...base,
    kind: fc.constant('hostile' as const),
    path: fc.oneof(soundPath, rawPath),
    query: fc.oneof<Arbitrary<Draft['query']>[]>(soundQuery, hostileQuery),
    body:
      target.method === 'GET'
        ? fc.constant(null)
        : fc.oneof<Arbitrary<Draft['body']>[]>(soundBody, hostileBody),
    headers: fc.oneof<Arbitrary<Draft['headers']>[]>(soundHeaders, hostileHeaders),
  });
  return fc.oneof(
    { weight: 5, arbitrary: valid },
    { weight: 3, arbitrary: nearly },
    { weight: 3, arbitrary: hostile },
  ) as Arbitrary<Draft>;
}

/** Those whom a route is for, so that most requests reach what lies behind its policy. */
function entitledTo({ operation }: Target): readonly CallerName[] {
  const kinds = operation.security.flatMap((one) => Object.keys(one));
  if (kinds.includes('operator')) return ['operator'];
  if (kinds.includes('service')) return ['service'];
  return kinds.length === 0 ? callerNames : ['owner', 'admin', 'member', 'stranger', 'keyOfOwner', 'client'];
}

/** What `{id}` stands for depends on what is before it. */
function wordFor(name: string, { path }: Target): string {
  if (name !== 'id') return name;
  const before = path.split('/').at(path.split('/').indexOf('{id}') - 1) ?? '';
  const words: Readonly<Record<string, string>> = {
    publications: 'publicationId',
    invites: 'inviteId',
    'api-keys': 'apiKeyId',
  };
  return words[before] ?? name;
}

/** One thing about a value is changed: a field is missing, is another type, is too much, or is one that nobody knows. */
function spoilt(value: unknown): Arbitrary<Record<string, unknown>> {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const whole = Object.fromEntries(fields) as Record<string, unknown>;
  const extra = fc
    .constantFrom('role', 'ownerId', 'score', 'emailVerified', 'userId', 'isAdmin', 'id', 'x')
    .chain((name) => fc.jsonValue({ maxDepth: 1 }).map((one) => ({ ...whole, [name]: one })));
  const [first] = fields;
  if (first === undefined) return extra;
  const field = fc.constantFrom(...fields.map(([name]) => name));
  const without = field.map((name) => Object.fromEntries(fields.filter(([other]) => other !== name)));
  const other = fc
    .tuple(
      field,
      fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom('', ' ', 'x'.repeat(5_000), -1, 1e308, '\r\nBcc: a@b.c', '<b>&amp;'),
      ),
    )
    .map(([name, one]) => ({ ...whole, [name]: one }));
  return fc.oneof(without, other, extra);
}
