import { z } from 'zod';

/** Where a schema lets fields in that it does not name, as JSON pointers into the schema. */
export function looseObjectsIn(schema: z.ZodType): string[] {
  const faults: string[] = [];
  visit(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '#', faults);
  return faults;
}

function visit(node: unknown, pointer: string, faults: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, properties, additionalProperties } = node as Record<string, unknown>;
  if (type === 'object' && properties !== undefined && additionalProperties !== false) faults.push(pointer);
  for (const [key, value] of Object.entries(node)) visit(value, `${pointer}/${key}`, faults);
}
