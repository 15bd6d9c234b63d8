/** What runs in this process, for whoever asks it. */
export class ProcessDescription {
  constructor(
    readonly version: string,
    readonly contexts: readonly string[],
    readonly roles: readonly string[],
    /** What carries facts between processes or inside this one. */
    readonly transport: string,
  ) {}
}
