import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shapeOf } from '../openapi/shape.js';

const shape = (schema: z.ZodType) => shapeOf(z.toJSONSchema(schema, { io: 'input' }));

describe('the shape of a schema, for readers', () => {
  it.each<[z.ZodType, string]>([
    [z.string(), 'string'],
    [z.string().min(1).max(20), 'string 1–20 characters'],
    [z.string().min(3), 'string ≥ 3 characters'],
    [z.string().regex(/^[a-z]+$/), 'string /^[a-z]+$/'],
    [z.int(), 'integer'],
    [z.int().min(1).max(100), 'integer 1–100'],
    [z.boolean(), 'boolean'],
    [z.string().nullable(), 'string | null'],
    [z.enum(['owner', 'member']), '"owner" | "member"'],
    [z.literal('done'), '"done"'],
    [z.array(z.string()), 'string[]'],
    [z.array(z.enum(['a', 'b'])).max(3), '("a" | "b")[] ≤ 3'],
    [z.record(z.string(), z.int()), '{ [name]: integer }'],
    [z.unknown(), 'anything'],
    [z.strictObject({}), '{}'],
    [
      z.strictObject({ a: z.string(), b: z.array(z.strictObject({ c: z.int() })).optional() }),
      '{\n  a: string\n  b?: {\n    c: integer\n  }[]\n}',
    ],
  ])('%# reads as it should', (schema, expected) => {
    expect(shape(schema)).toBe(expected);
  });

  it('names a component instead of repeating it', () => {
    expect(shapeOf({ type: 'array', items: { $ref: '#/components/schemas/Member' } })).toBe('Member[]');
  });
});
