import { UnusableAddressError } from './email-address.errors.js';

/** RFC 5321: octets in an address, and in the part before the at sign. */
const longestAddress = 254;
const longestLocalPart = 64;

/** Everything that could end the address, add a second one, or begin another header or command. */
const structural = /[\p{Cc}\s<>()[\],;:"\\]/u;

/**
 * One address, as it goes into an envelope.
 * @throws {UnusableAddressError} when it is none, too long, or more than one
 */
export function emailAddress(text: string): string {
  const flaw = flawOf(text);
  if (flaw !== null) throw new UnusableAddressError(flaw);
  return text;
}

export function isEmailAddress(text: string): boolean {
  return flawOf(text) === null;
}

function flawOf(text: string): string | null {
  const [local, domain, ...more] = text.split('@');
  if (!local || !domain || more.length > 0) return 'it is not of the form name@domain';
  if (structural.test(text)) return 'it holds spaces, line breaks or punctuation';
  if (Buffer.byteLength(text) > longestAddress) return `it is longer than ${longestAddress} bytes`;
  if (Buffer.byteLength(local) > longestLocalPart)
    return `the part before the @ is longer than ${longestLocalPart} bytes`;
  return null;
}

/** Enough to recognise an address by, not enough to write to it: `a…@e…`. */
export function maskedAddress(address: string): string {
  return address
    .split('@')
    .map((part) => `${Array.from(part)[0] ?? ''}…`)
    .join('@');
}

/** A text of foreign origin, such as a server's answer, with every address in it masked. */
export function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"',;:()]+@[^\s<>"',;:()]+/gu, maskedAddress);
}
