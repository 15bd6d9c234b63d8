import type { Collective } from './collective.js';

/**
 * Where collectives are kept. Whoever gets one holds it until the unit of work ends; somebody else who wants it waits.
 * Null means that there is none, or that the asking person may not know of it.
 */
export abstract class CollectiveRepository {
  /** The collective, if the person is a member of it. Not by a slug that it had before. */
  abstract getForMember(slug: string, userId: string): Promise<Collective | null>;

  abstract getWithInvite(inviteId: string): Promise<Collective | null>;

  /** For the operator, who sees every collective. */
  abstract getBySlug(slug: string): Promise<Collective | null>;

  abstract getPersonal(userId: string): Promise<Collective | null>;

  abstract everyOneWithMember(userId: string): Promise<Collective[]>;

  abstract everyOneInviting(addressFingerprint: string): Promise<Collective[]>;

  abstract hasPersonal(userId: string): Promise<boolean>;

  /** How many the person is an owner of, without the personal one. */
  abstract countOwnedBy(userId: string): Promise<number>;

  /** One that is dissolved is kept no longer, and nothing that belonged to it. */
  abstract save(collective: Collective): Promise<void>;
}
