import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** JSON Schemas as an OpenAPI document holds them: what zod names by `.meta({ id })` becomes a component, once. */
export class SchemaBook {
  readonly components: Record<string, JsonSchema> = {};

  /** @param io whether a client writes it (`input`) or reads it (`output`): defaults and transforms differ */
  add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const {
      $schema: _dialect,
      $defs,
      ...json
    } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: datesAsText }) as JsonSchema;
    const names = new Map(
      Object.entries(($defs ?? {}) as Record<string, JsonSchema>).map(([name, definition]) => [
        name,
        this.place(name, definition),
      ]),
    );
    const rewritten = repointed(json, names) as JsonSchema;
    for (const name of names.values())
      this.components[name] = repointed(this.components[name], names) as JsonSchema;
    return rewritten;
  }

  /** Input and output of one schema can differ; then the second gets a name of its own. */
  private place(name: string, definition: JsonSchema): string {
    const wanted = JSON.stringify(definition);
    for (let n = 1; ; n += 1) {
      const candidate = n === 1 ? name : `${name}${n}`;
      const present = this.origins.get(candidate);
      if (present !== undefined && present !== wanted) continue;
      if (present === undefined) {
        this.origins.set(candidate, wanted);
        this.components[candidate] = definition;
      }
      return candidate;
    }
  }

  private readonly origins = new Map<string, string>();
}

/** A Date goes out as ISO 8601, which is how JSON writes it. */
function datesAsText({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: JsonSchema;
}): void {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
}

function repointed(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((item) => repointed(item, names));
  if (typeof node !== 'object' || node === null) return node;
  // A format says what zod's pattern for it says, in one word.
  const entries = Object.entries(node).filter(
    ([key]) => !(key === 'pattern' && 'format' in node && typeof node.format === 'string'),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === '$ref' ? target(value, names) : repointed(value, names)]),
  );
}

function target(reference: unknown, names: ReadonlyMap<string, string>): unknown {
  const name = typeof reference === 'string' ? /^#\/\$defs\/(.+)$/.exec(reference)?.[1] : undefined;
  return name === undefined ? reference : `#/components/schemas/${names.get(name) ?? name}`;
}
