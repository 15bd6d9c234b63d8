/** What runs in this process, for whoever asks it. */
export class ProcessDescription {
  constructor(
    readonly version: string,
    readonly contexts: readonly string[],
    readonly roles: readonly string[],
    /** What carries facts between processes or inside this one. */
    readonly transport: string,
    /** Variables of the environment that were set for it; what they say is told to nobody. */
    readonly given: readonly string[] = [],
  ) {}
}
