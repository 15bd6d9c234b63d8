import { z } from 'zod';
import { switchableKinds } from '../../application/preferences.js';

/** Of a link in a mail. */
export const unsubscribeToken = z.string().min(1).max(500);

export const kind = z.enum(switchableKinds);
