import type { EventMode } from '../domain/event-mode.js';

/** That an operator changed who tells of a name of event. */
export interface ModeChange {
  readonly id: number;
  readonly name: string;
  readonly mode: EventMode;
  /** It holds for what happens from then on. */
  readonly since: Date;
  /** Who changed it. */
  readonly actor: string;
  readonly reason: string;
}

/** Changes are only ever added: they say what held when, and who did it. */
export abstract class EventModes {
  abstract change(change: Omit<ModeChange, 'id'>): Promise<void>;
  /** Null when nobody had changed it by then. */
  abstract at(name: string, moment: Date): Promise<EventMode | null>;
  /** The last change of every name that was changed. */
  abstract current(): Promise<ModeChange[]>;
  /** Newest first, from the one after `after`. */
  abstract changes(after: number | undefined, size: number): Promise<ModeChange[]>;
}
