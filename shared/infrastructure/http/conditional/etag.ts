import { createHash } from 'node:crypto';

/** A strong validator (RFC 9110, section 8.8.3) of a JSON answer: it changes with every byte of it. */
export function etagOf(json: string): string {
  return `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
}

/** Whether `If-Match` or `If-None-Match` names a validator. Undefined when it is no list of entity tags. */
export function names(header: string, etag: string, comparison: 'strong' | 'weak'): boolean | undefined {
  const text = header.trim();
  if (text === '*') return true;
  const tags = text.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g);
  if (tags === null || tags.join(',') !== text.replace(/\s*,\s*/g, ',')) return undefined;
  return tags.some((tag) => (comparison === 'weak' ? tag.replace(/^W\//, '') : tag) === etag);
}
