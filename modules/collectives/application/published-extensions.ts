/** Whose consumers keep {@link PublishedExtensions} up to date. */
export const extensionsSubscription = 'collectives.extensions';

/** This context's own picture of what collectives have published, filled from facts. */
export abstract class PublishedExtensions {
  /** @param slug of the collective when the extension was named; it may have another one by now */
  abstract record(extensionName: string, slug: string, isPublic: boolean): Promise<void>;

  abstract setPublic(extensionName: string, isPublic: boolean): Promise<void>;

  /** What an operator took down is not public, whatever its collective says. */
  abstract setTakenDown(extensionName: string, takenDown: boolean): Promise<void>;

  /** Names of those that anybody may see. */
  abstract publicOf(collectiveId: string, most: number): Promise<string[]>;
}
