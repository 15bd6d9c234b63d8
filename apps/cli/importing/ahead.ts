/**
 * Lets the source work on while its items are being used, so many items ahead and no more. An error of the source comes
 * in its place, after everything before it.
 */
export async function* ahead<T>(source: AsyncGenerator<T>, depth: number): AsyncGenerator<T> {
  const waiting: Promise<IteratorResult<T, unknown>>[] = [];
  const ask = () => {
    const next = source.next();
    next.catch(() => undefined); // Thrown below, when its turn comes.
    waiting.push(next);
  };
  try {
    for (let asked = 0; asked <= depth; asked += 1) ask();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { done, value } = await next;
      if (done === true) return;
      ask();
      yield value as T;
    }
  } finally {
    await Promise.allSettled([...waiting, source.return(undefined)]);
  }
}
