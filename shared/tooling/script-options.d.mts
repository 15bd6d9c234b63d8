/** What one option takes, and its value when it is not given. */
export interface Option<Value> {
  readonly usual: Value;
}

/** A whole number from `least` on. */
export function whole(least: number, usual: number): Option<number>;
export function whole(least: number): Option<number | undefined>;

/** A number above 0, perhaps with a fraction. */
export function amount(usual: number): Option<number>;

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[], usual: Word): Option<Word>;
export function oneOf<const Word extends string>(words: readonly Word[]): Option<Word | undefined>;

/** Some text; `shown` stands for it in the usage, such as `FILE`. */
export function text(shown: string): Option<string | undefined>;

/** Given or not. */
export const flag: Option<boolean>;

export interface Given<Options> {
  readonly values: {
    readonly [Name in keyof Options]: Options[Name] extends Option<infer Value> ? Value : never;
  };
  /** What stood beside the options. */
  readonly words: readonly string[];
  /** Ends the process with 2, as everything that the script does not take. `why` is a sentence. */
  refuse(why: string): never;
}

/**
 * The options that a script was started with. What it does not take ends the process with 2 and two lines on stderr.
 * `command` is what people type, `npm run chaos`; `rest` the words beside options, as the usage shows them, absent where
 * none are taken.
 */
export function scriptOptions<Options extends Readonly<Record<string, Option<unknown>>>>(
  command: string,
  options: Options,
  rest?: string,
): Given<Options>;
