import type { Puller } from '../domain/pull.js';

/** Who asks for an archive, as far as the request tells. */
export type PullingParty =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'client'; readonly clientId: string }
  /** Somebody without credentials; the network address is that of the connection. */
  | { readonly kind: 'stranger'; readonly address: string };

/** Tells pullers apart without keeping where they are. */
export abstract class PullerMarks {
  /** Strangers of one network have one mark for a day, UTC, and another one on the next. */
  abstract of(party: PullingParty, at: Date): Puller;
}
