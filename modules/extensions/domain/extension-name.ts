import { InvalidExtensionNameError } from './extension.errors.js';

const pattern = /^@[a-z0-9_-]+\/[a-z0-9_-]+(\/[a-z0-9_-]+)*$/;
const longest = 200;

/** `@collective/name`, with as many further parts as its owners like. The first part is the slug of the collective. */
export class ExtensionName {
  private constructor(
    readonly text: string,
    /** The first part, without its at sign. */
    readonly scope: string,
  ) {}

  /** @throws {InvalidExtensionNameError} */
  static parse(text: string): ExtensionName {
    if (text.length > longest)
      throw new InvalidExtensionNameError(
        `${text.slice(0, longest)}…`,
        `it is longer than ${longest} characters`,
      );
    if (!pattern.test(text))
      throw new InvalidExtensionNameError(
        text,
        'it is not of the form @collective/name, with small letters, digits, "-" and "_" between the slashes',
      );
    return new ExtensionName(text, text.slice(1, text.indexOf('/')));
  }
}
