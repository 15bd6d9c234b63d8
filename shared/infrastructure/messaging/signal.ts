/** Something happened; how often does not matter. Raising it twice before anyone looks is raising it once. */
export class Signal {
  private readonly listeners = new Set<() => void>();

  raise(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** Returns the end of listening. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
