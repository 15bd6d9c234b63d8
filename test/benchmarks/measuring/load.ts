/** Calls with 0, 1, 2, … up to `count`, from so many clients at once, each as soon as its last call is answered. */
export async function fromClients(
  clients: number,
  count: number,
  call: (n: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const client = async () => {
    for (let n = next++; n < count; n = next++) await call(n);
  };
  await Promise.all(Array.from({ length: clients }, client));
}

/**
 * Calls with 0, 1, 2, … at even distances, whether or not the calls before have been answered, so that a slow answer delays no
 * later call. Resolves when all are answered.
 */
export async function atRate(
  perSecond: number,
  count: number,
  call: (n: number) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const calls: Promise<void>[] = [];
  while (calls.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - started) / 1000) * perSecond) + 1);
    while (calls.length < due) calls.push(call(calls.length));
    await pause(1);
  }
  await Promise.all(calls);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
