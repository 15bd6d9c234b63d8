import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '@boardwalk/tooling/boardwalk-home.mjs';
import { z } from 'zod';

/** Of the whole project: everything in the repository is released together. */
export const version = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))).version;
