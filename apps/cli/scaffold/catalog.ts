import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError, exitCode, usageError } from '../exit.js';
import type { Field } from './field.js';

/** A contract, as the generators read it. */
export interface Contract {
  readonly type: string;
  readonly context: string;
  readonly tail: string;
  readonly version: number;
  readonly className: string;
  readonly key: string;
  readonly doc: string;
  readonly fields: readonly {
    readonly name: string;
    readonly optional: boolean;
    readonly typeText: string;
    readonly personal: string | undefined;
    readonly secret: string | undefined;
  }[];
}

/** The contracts of a checkout, read from their source by its own generators. */
export class Catalog {
  private constructor(
    private readonly root: string,
    private readonly contracts: readonly Contract[],
    /** Whether a name in words-with-hyphens says what happened. */
    readonly saysWhatHappened: (name: string) => boolean,
  ) {}

  static async read(root: string): Promise<Catalog> {
    const tool = (name: string) => pathToFileURL(join(root, 'shared', 'tooling', 'catalog', name)).href;
    const { readContracts } = (await import(tool('contracts.mjs'))) as {
      readContracts: (root: string) => readonly Contract[];
    };
    const { saysWhatHappened } = (await import(tool('rules.mjs'))) as {
      saysWhatHappened: (name: string) => boolean;
    };
    return new Catalog(root, readContracts(root), saysWhatHappened);
  }

  /** @param text a wire type, with or without its version */
  contract(text: string): Contract {
    const found = this.contracts
      .filter(({ type }) => type === text || type.replace(/\.v\d+$/, '') === text)
      .toSorted((one, other) => other.version - one.version)[0];
    if (found !== undefined) return found;
    const known = this.contracts.map(({ type }) => type).join('\n');
    throw new CliError(
      exitCode.notFound,
      `There is no fact "${text}".`,
      `There are:\n${known}`,
      'boardwalk new event makes one.',
    );
  }

  /** @throws {CliError} when a fact of this name cannot be made */
  assertNew(context: string, tail: string): void {
    if (this.contracts.some((contract) => contract.context === context && contract.tail === tail))
      throw new CliError(
        exitCode.refused,
        `The fact ${context}.${tail} is there already.`,
        'A fact may gain optional fields; anything else is a new version, in a file of its own.',
        '',
      );
    if (!this.saysWhatHappened(tail))
      throw usageError(
        `"${tail}" does not say what happened.`,
        'A fact is named after what has happened, with a verb in the past tense at its end.',
        'For instance: collective-featured',
      );
  }

  /** The golden example of a fact; empty when there is none yet. */
  exampleOf({ type }: Contract): Readonly<Record<string, unknown>> {
    const file = join(this.root, 'shared', 'integration-events', 'generated', 'examples', `${type}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  }
}

/** What may be kept in the clear: personal and secret fields may not. */
export function openFields({ fields }: Contract): Field[] {
  return fields
    .filter(({ personal, secret }) => personal === undefined && secret === undefined)
    .map(({ name, optional, typeText }) => ({ name, optional, type: typeText }));
}
