import { createHash } from 'node:crypto';

/**
 * The id of the mail that a fact asks for: a UUIDv5 (RFC 9562 section 5.5) of the template's key in the namespace of the
 * fact, so that the same fact always means the same mail.
 * @param eventId a UUID
 */
export function emailLogId(eventId: string, templateKey: string): string {
  const namespace = Buffer.from(eventId.replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1').update(namespace).update(templateKey).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
