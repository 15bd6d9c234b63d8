import { isIPv6 } from 'node:net';

/**
 * What one household or server has: an IPv4 address, or the first 64 bits of an IPv6 address (whoever has one such
 * network has 2^64 addresses in it).
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = address] = address.split('%', 1);
  if (!isIPv6(plain)) return address;
  const [head = '', tail = ''] = plain.split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail);
  const zeros = plain.includes('::') ? Array.from({ length: 8 - first.length - last.length }, () => 0) : [];
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':');
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
