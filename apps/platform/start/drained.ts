import { Messaging } from '@boardwalk/messaging';
import { Pools } from '@boardwalk/persistence';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Ends the platform: no new requests, no new deliveries; those under way may finish within the budget. What has not finished by
 * then is let go: its transactions are rolled back and its leases given back, so that another process goes on
 * at once. Answers whether everything was finished.
 */
export async function drained(
  app: NestFastifyApplication,
  budgetMs: number,
  warn: (line: string) => void,
): Promise<boolean> {
  const messaging = app.get(Messaging);
  const pools = app.get(Pools);
  // Both at once: deliveries have the same time as requests.
  const finished = Promise.all([messaging.stop(), app.close()]).then(() => true as const);
  if (await withinBudget(finished, budgetMs)) return true;
  warn(
    `What was under way has not finished within ${budgetMs / 1_000} s and is let go; its transactions are rolled back.`,
  );
  finished.catch(() => undefined);
  await pools.abandon();
  await messaging.abandon();
  return false;
}

async function withinBudget(work: Promise<true>, budgetMs: number): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), budgetMs);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
