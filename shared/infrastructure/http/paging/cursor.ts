import { z } from 'zod';

const longestCursor = 512;

/**
 * A cursor that is opaque to clients and typed for us: base64url of the JSON of what the next page continues after.
 * As a schema it goes into a route's query; `z.encode(schema, value)` makes the text. It is no secret and carries no
 * right: whoever reads a list is checked again on every page.
 */
export function cursor<Position extends z.ZodType>(position: Position) {
  return z.codec(z.string().max(longestCursor), position, {
    decode: (text, context) => {
      const value = decode(text);
      if (value !== undefined) return value as z.input<Position>;
      context.issues.push({
        code: 'custom',
        input: text,
        message: 'is not a cursor that this route gave out. Start again without one.',
      });
      return z.NEVER;
    },
    encode: (value) => Buffer.from(JSON.stringify(value)).toString('base64url'),
  });
}

function decode(text: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined; // The caller reports it as a fault of the input.
  }
}
