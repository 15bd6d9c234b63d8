type Schema = Readonly<Record<string, unknown>>;

/**
 * A JSON Schema in the few words a reader needs: `{ slug: string /^[a-z]+$/, founders?: { userId: string }[] ≤ 3 }`,
 * one field a line.
 */
export function shapeOf(schema: unknown, indent = ''): string {
  if (!isSchema(schema)) return 'anything';
  const { $ref, anyOf, oneOf, allOf, type, properties, items } = schema;
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? $ref;
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const choices = [anyOf, oneOf].find(Array.isArray);
  if (choices) return choices.map((choice) => shapeOf(choice, indent)).join(' | ');
  if (Array.isArray(allOf)) return allOf.map((part) => shapeOf(part, indent)).join(' & ');
  if (isSchema(properties)) return objectShape(schema, properties, indent);
  if (type === 'array') return `${bracketed(shapeOf(items, indent))}[]${boundsOf(schema)}`;
  if (type === 'object')
    return isSchema(schema['additionalProperties'])
      ? `{ [name]: ${shapeOf(schema['additionalProperties'], indent)} }`
      : '{ … }';
  return plainShape(schema);
}

function objectShape(schema: Schema, properties: Schema, indent: string): string {
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(
    ([name, field]) => `${inner}${name}${required.has(name) ? '' : '?'}: ${shapeOf(field, inner)}`,
  );
  return fields.length === 0 ? '{}' : `{\n${fields.join('\n')}\n${indent}}`;
}

function plainShape(schema: Schema): string {
  const { type, format, pattern } = schema;
  const name =
    [type]
      .flat()
      .filter((one) => typeof one === 'string')
      .join(' | ') || 'anything';
  const kind = typeof format === 'string' ? `${name} (${format})` : name;
  return `${kind}${typeof pattern === 'string' ? ` /${pattern}/` : ''}${boundsOf(schema)}`;
}

function boundsOf(schema: Schema): string {
  const least = schema['minimum'] ?? schema['minLength'] ?? schema['minItems'];
  const most = schema['maximum'] ?? schema['maxLength'] ?? schema['maxItems'];
  const unit = 'maxLength' in schema || 'minLength' in schema ? ' characters' : '';
  // Zod writes the bounds of every whole number; they tell a reader nothing.
  const bounds = [numberOf(least), numberOf(most)].map((bound) =>
    Math.abs(bound ?? Infinity) >= Number.MAX_SAFE_INTEGER ? undefined : bound,
  );
  const [from, to] = bounds;
  if (from === undefined && to === undefined) return '';
  if (to === undefined) return ` ≥ ${from}${unit}`;
  return from === undefined ? ` ≤ ${to}${unit}` : ` ${from}–${to}${unit}`;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function bracketed(shape: string): string {
  return shape.includes(' | ') && !shape.startsWith('{') ? `(${shape})` : shape;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
