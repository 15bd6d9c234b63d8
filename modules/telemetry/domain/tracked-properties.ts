/** Written in the order in which they stand. */
export type TrackedProperties = Readonly<Record<string, unknown>>;
