interface Due {
  readonly at: number;
  /** What is due at the same time runs in the order in which it was planned. */
  readonly order: number;
  readonly run: () => void;
}

/**
 * Virtual time: nothing passes it but what is planned here. One event runs at a time, and everything that it sets going
 * without waiting for another event (every promise that settles) ends before the next one begins.
 */
export class Scheduler {
  /** Microseconds since the schedule began. */
  now = 0;
  events = 0;
  private planned = 0;
  private readonly heap: Due[] = [];
  private settling = false;

  after(microseconds: number, run: () => void): void {
    this.planned += 1;
    push(this.heap, { at: this.now + microseconds, order: this.planned, run });
  }

  /** Said by an event that settles promises: whoever waits for them goes on before the next event. */
  settles(): void {
    this.settling = true;
  }

  /** Lets so much time pass, and whatever is due in it run. */
  async pass(microseconds: number): Promise<void> {
    const end = this.now + microseconds;
    for (;;) {
      if (this.settling) {
        this.settling = false;
        await promisesSettled();
        continue;
      }
      const due = this.heap[0];
      if (due === undefined || due.at > end) break;
      pop(this.heap);
      this.now = due.at;
      this.events += 1;
      due.run();
    }
    this.now = end;
  }
}

/** The queue of ticks is looked at when no promise is left to settle. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Due[], due: Due): void {
  let place = heap.length;
  heap.push(due);
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above] as Due;
    if (!before(due, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    let below = 2 * place + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && before(heap[below + 1] as Due, heap[below] as Due)) below += 1;
    if (!before(heap[below] as Due, last)) break;
    heap[place] = heap[below] as Due;
    place = below;
  }
  heap[place] = last;
}
