/** A process of the platform, as the file that starts it describes it. */
export interface Process {
  readonly name: string;
  readonly contexts: readonly string[];
  readonly roles: readonly string[];
  readonly identityUrl: string | null;
  /** Of one that was written by an extraction: the processes that had its context. */
  readonly takenFrom: readonly string[] | null;
}

/** A file that says which processes of the platform there are. */
export interface ProcessFile {
  /** From the root of the checkout. */
  readonly path: string;
  readonly processes: readonly Process[];
  /** Where the others reach one. */
  addressOf(name: string): string;
  /** The text with these processes instead; all else in it stays as it is. */
  with(processes: readonly Process[]): string;
}

/** What is asked cannot be done with this file. The message says what and why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    message: string,
    readonly mend: string,
  ) {
    super(message);
  }
}

/** Every role, for a process that is not told which. */
export const allRoles = ['web', 'relay', 'worker'] as const;

/** What an extracted context does by itself. Facts are put into their order where they were before. */
export const ownRoles = ['web', 'worker'] as const;

/** Variables that each process has a value of its own for. */
export const ofEachProcess: readonly string[] = [
  'HOST',
  'PORT',
  'METRICS_HOST',
  'METRICS_PORT',
  'BOARDWALK_HOME',
  'CONTEXTS',
  'ROLES',
  'IDENTITY_URL',
  'LOG_LEVEL',
  'DRAIN_SECONDS',
];

/** The context that keeps files, and their folder in its data folder. All others keep everything in the database. */
export const keepsFiles = { context: 'extensions', folder: 'archives' } as const;

/**
 * Names in a variable that lists some.
 * @param whole what an absent variable means
 * @throws {Refusal}
 */
export function listed(
  where: string,
  value: string | undefined,
  whole: readonly string[],
): readonly string[] {
  if (value === undefined || value === '') return whole;
  const names = value.split(',').map((name) => name.trim());
  const stranger = names.find((name) => !whole.includes(name));
  if (stranger === undefined) return whole.filter((name) => names.includes(name));
  throw new Refusal(
    `${where} names "${stranger}", which is none of ${whole.join(', ')}.`,
    'Write the names out there, or change the file by hand after the example of docs/extraction.md.',
  );
}
