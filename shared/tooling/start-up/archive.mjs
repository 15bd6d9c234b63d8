import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

const block = 512;

/**
 * @param {Buffer} archive
 * @param {string} integrity as npm writes it: `sha512-` and base64
 * @returns {boolean}
 */
export function isIntact(archive, integrity) {
  return `sha512-${createHash('sha512').update(archive).digest('base64')}` === integrity;
}

/**
 * One file out of a gzipped tar archive. Nothing else of the archive reaches the disk, so no name in it can
 * lead anywhere.
 *
 * @param {Buffer} archive
 * @param {string} name
 * @returns {Buffer | null} null when the archive has no such file
 */
export function fileIn(archive, name) {
  const tar = gunzipSync(archive);
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + block);
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (text(header, 0, 100) === name) return tar.subarray(at + block, at + block + size);
    at += block + Math.ceil(size / block) * block;
  }
  return null;
}

/** @param {Buffer} header @param {number} at @param {number} length */
function text(header, at, length) {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end === -1 ? length : end).trim();
}
