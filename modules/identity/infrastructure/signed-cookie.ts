import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseCookies } from 'better-auth/cookies';

/**
 * The value of a cookie that better-auth signed: `<value>.<HMAC-SHA-256 in base64>`.
 * @returns null when the header holds no such cookie, or its signature is not ours
 */
export function signedCookie(header: string, name: string, secret: string): string | null {
  const signed = parseCookies(header).get(name) ?? '';
  const dot = signed.lastIndexOf('.');
  if (dot < 1) return null;
  const value = signed.slice(0, dot);
  const right = createHmac('sha256', secret).update(value).digest();
  const given = Buffer.from(signed.slice(dot + 1), 'base64');
  return given.length === right.length && timingSafeEqual(given, right) ? value : null;
}
