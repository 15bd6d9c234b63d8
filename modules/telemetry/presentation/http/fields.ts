import { z } from 'zod';
import { trackLimits } from '../../application/track-event.js';

export const eventName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be small letters, digits and underscores, as in extension_published')
  .meta({ description: 'In snake case, as in `extension_published`.' });

export const insertId = z.string().min(1).max(trackLimits.insertIdLength).meta({
  description: 'What you call this call: the same again is the same call. Without one every call is another.',
});

const text = z.string().max(trackLimits.textLength);
const scalar = z.union([text, z.number(), z.boolean(), z.null()]);
const property = z
  .string()
  .regex(/^[A-Za-z$_][\w$]*$/)
  .max(trackLimits.nameLength);

export const trackedProperties = z
  .record(property, z.union([scalar, z.array(scalar).max(trackLimits.listLength)]))
  .refine((properties) => Object.keys(properties).length <= trackLimits.properties, {
    error: `are more than ${trackLimits.properties}; send those that somebody reads`,
  })
  .meta({ description: 'Texts, numbers, truth values and lists of them. Nothing personal: it is left out.' });
