import { createHash } from 'node:crypto';
import { house } from './tables.js';

/** Bytes in which a UUIDv7 says when it was made, to a part of a millisecond. */
const timeBytes = 8;

/**
 * The id of the post of a message in a channel: in the community's own that of the message, elsewhere a UUIDv8 (RFC 9562
 * section 5.8) of both, so that the same message is always the same post. Posts of a channel sort as their messages do, so that
 * those which wait for the end of one pause go out in order.
 */
export function postIdOf(messageId: string, channel: string): string {
  if (channel === house) return messageId;
  const made = Buffer.from(messageId.replaceAll('-', ''), 'hex').subarray(0, timeBytes);
  const digest = createHash('sha256').update(`${messageId}\n${channel}`).digest();
  const bytes = Buffer.concat([made, digest.subarray(timeBytes, 16)]);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
