import { type CarrierName, carrierNames } from '../servers/carriers.ts';
import type { Row } from './stage.ts';

type LoadRow = () => Promise<{ readonly row: Row }>;

/** P14 has a row for each broker. */
const carriers = Object.fromEntries(
  carrierNames.map((name: CarrierName): [string, LoadRow] => [
    `P14-${name}`,
    async () => ({ row: (await import('./rows/carriers.ts')).carrying(name) }),
  ]),
);

/** Every row of the suite, in the order of the table. Each is loaded only where it runs. */
export const rows: Readonly<Record<string, LoadRow>> = {
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
  ...carriers,
  P15: () => import('./rows/processor-time.ts'),
  P16: () => import('./rows/soak.ts'),
  P17: () => import('./rows/start.ts'),
  poison: () => import('./rows/poison.ts'),
  slow: () => import('./rows/slow-subscription.ts'),
  import: () => import('./rows/import.ts'),
};
