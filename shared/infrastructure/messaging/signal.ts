/** Something happened; how often does not matter. Raising it twice before anyone looks is raising it once. */
export class Signal<News = void> {
  private readonly listeners = new Set<(news: News) => void>();

  /** Somebody listens. */
  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  raise(news: News): void {
    for (const listener of [...this.listeners]) listener(news);
  }

  /** Returns the end of listening. */
  listen(listener: (news: News) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
