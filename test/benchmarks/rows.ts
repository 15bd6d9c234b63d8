import type { Row } from './stage.ts';

/** Every row of the suite, in the order of the table. Each is loaded only where it runs. */
export const rows: Readonly<Record<string, () => Promise<{ readonly row: Row }>>> = {
  P3: () => import('./rows/unit-of-work.ts'),
  P4: () => import('./rows/single-publish.ts'),
  P5: () => import('./rows/batches.ts'),
  P6: () => import('./rows/drain-batched.ts'),
  P7: () => import('./rows/drain-singly.ts'),
  P8: () => import('./rows/many-consumers.ts'),
  P15: () => import('./rows/processor-time.ts'),
};
