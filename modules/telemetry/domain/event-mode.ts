/**
 * Who says that something happened, of one name of event. `legacy`: `track()` does, and the typed fact is ignored. `dual`: both
 * do, and what both tell is one record. `typed`: the fact does, and calls of `track()` are counted and not recorded.
 */
export type EventMode = 'legacy' | 'dual' | 'typed';

/** Without a fact only calls can tell of it; with one, the fact does unless an operator says otherwise. */
export function usualMode(hasFact: boolean): EventMode {
  return hasFact ? 'typed' : 'legacy';
}
