import { limits } from './limits.js';
import { InvalidNameError } from './user.errors.js';

/** C0 and C1 controls, line separators, and the marks that change the direction of the text around them. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** At least one of these, or there is nothing to read. */
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A name as people read it: on pages, in subjects of mails, in messages.
 * @param of what bears the name, for the refusal: `your name`
 * @returns the name without spaces around it
 * @throws {InvalidNameError} when it is too long, shows nothing, or holds line breaks and control characters
 */
export function displayName(text: string, of: string): string {
  const name = text.trim();
  if (name.length > limits.displayName || unprintable.test(name) || !visible.test(name))
    throw new InvalidNameError(of);
  return name;
}
