/** A row with one committed version and at most one that is not committed yet, which its lock's holder sees. */
export interface Row<V> {
  value: V | undefined;
  next: V | undefined;
  changed: boolean;
  holder: Transaction | undefined;
  /** Who has locked it FOR SHARE. */
  sharers: Transaction[] | undefined;
}

export const emptyRow = <V>(value?: V): Row<V> => ({
  value,
  ...{ next: undefined, changed: false, holder: undefined, sharers: undefined },
});

/** Something written once and never changed: a fact, a tick, an effect. Visible to others when its transaction has committed. */
export interface Written {
  readonly by: Transaction;
}

/** Thrown by a statement that has to wait for another transaction; it is run again when that one has ended. */
export class Blocked {
  readonly holder: Transaction;
  constructor(holder: Transaction) {
    this.holder = holder;
  }
}

/** Gives out transaction ids. */
export interface TransactionIds {
  assign(transaction: Transaction): number;
}

/** One transaction at READ COMMITTED. */
export class Transaction {
  state: 'running' | 'failed' | 'committed' | 'rolled back' = 'running';
  /** synchronous_commit: without it a crash of the server may take the commit back. */
  synchronous = true;
  xid: number | undefined;
  /** Whose end its statement waits for. */
  waitsFor: Transaction | undefined;
  /** Called when it has ended, in the order in which they began to wait. */
  readonly waiting: (() => void)[] = [];
  /** Savepoints by name, each with the length of `undo` when it was set. */
  savepoints: { readonly name: string; readonly mark: number }[] = [];
  private readonly undo: (() => void)[] = [];
  private readonly held: Row<unknown>[] = [];
  private readonly shared: Row<unknown>[] = [];
  private readonly ids: TransactionIds;

  constructor(ids: TransactionIds) {
    this.ids = ids;
  }

  get mark(): number {
    return this.undo.length;
  }

  /** Its id; it has none until it writes. */
  id(): number {
    this.xid ??= this.ids.assign(this);
    return this.xid;
  }

  read<V>(row: Row<V>): V | undefined {
    return row.changed && row.holder === this ? row.next : row.value;
  }

  /** FOR UPDATE … SKIP LOCKED passes over it. */
  isLockedByAnother({ holder, sharers }: Row<unknown>): boolean {
    return (holder !== undefined && holder !== this) || sharers?.some((one) => one !== this) === true;
  }

  lock(row: Row<unknown>): void {
    const { holder } = row;
    if (holder === this) return;
    if (holder !== undefined) throw new Blocked(holder);
    const sharer = row.sharers?.find((one) => one !== this);
    if (sharer !== undefined) throw new Blocked(sharer);
    this.id();
    row.holder = this;
    this.held.push(row);
    this.undo.push(() => {
      row.holder = undefined;
      this.held.pop();
    });
  }

  /** FOR SHARE: others may do the same, but nobody may change it. */
  share(row: Row<unknown>): void {
    if (row.holder === this || row.sharers?.includes(this) === true) return;
    if (row.holder !== undefined) throw new Blocked(row.holder);
    this.id();
    row.sharers = [...(row.sharers ?? []), this];
    this.shared.push(row);
    this.undo.push(() => {
      this.shared.pop();
      row.sharers = row.sharers?.filter((one) => one !== this);
    });
  }

  write<V>(row: Row<V>, value: V | undefined): void {
    this.lock(row);
    const { next, changed } = row;
    this.undo.push(() => {
      row.next = next;
      row.changed = changed;
    });
    row.next = value;
    row.changed = true;
  }

  /** Appends to a table whose rows never change. */
  append<W extends Written>(rows: W[], row: W): void {
    this.id();
    rows.push(row);
    this.undo.push(() => void rows.splice(rows.lastIndexOf(row), 1));
  }

  sees(row: Written): boolean {
    return row.by === this || row.by.state === 'committed';
  }

  /** Takes back what was done since the mark was passed. */
  rollbackTo(mark: number): void {
    while (this.undo.length > mark) this.undo.pop()?.();
  }

  /** Makes everything visible at once. Returns what takes it back, for a crash before it is durable. */
  commit(): () => void {
    const before: [Row<unknown>, unknown][] = [];
    for (const row of this.held) {
      if (row.changed) {
        before.push([row, row.value]);
        row.value = row.next;
      }
      row.next = undefined;
      row.changed = false;
      row.holder = undefined;
    }
    for (const row of this.shared) row.sharers = row.sharers?.filter((one) => one !== this);
    this.state = 'committed';
    return () => {
      this.state = 'rolled back';
      for (const [row, value] of before) row.value = value;
    };
  }

  rollback(): void {
    this.rollbackTo(0);
    this.state = 'rolled back';
  }
}
