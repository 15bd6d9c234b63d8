import type { Row } from './stage.ts';

/** Every row of the suite, in the order of the table. Each is loaded only where it runs. */
export const rows: Readonly<Record<string, () => Promise<{ readonly row: Row }>>> = {
  P1: () => import('./rows/dispatch.ts'),
  P2: () => import('./rows/tracing.ts'),
  P3: () => import('./rows/unit-of-work.ts'),
  P4: () => import('./rows/single-publish.ts'),
  P5: () => import('./rows/batches.ts'),
  P6: () => import('./rows/drain-batched.ts'),
  P7: () => import('./rows/drain-singly.ts'),
  P8: () => import('./rows/many-consumers.ts'),
  P9: () => import('./rows/latency.ts'),
  P10: () => import('./rows/wake-up.ts'),
  P11: () => import('./rows/long-backlog.ts'),
  P12: () => import('./rows/unrelated-transaction.ts'),
  P13: () => import('./rows/failing-deliveries.ts'),
  P15: () => import('./rows/processor-time.ts'),
  P16: () => import('./rows/soak.ts'),
  P17: () => import('./rows/start.ts'),
  poison: () => import('./rows/poison.ts'),
  slow: () => import('./rows/slow-subscription.ts'),
  import: () => import('./rows/import.ts'),
};
