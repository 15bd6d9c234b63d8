/**
 * What one household or server has of the Internet, so that its requests count together: an IPv4 address, or the first 64 bits
 * of an IPv6 address (whoever has such a network has 2^64 addresses in it). What is no address stands for itself.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = address] = address.split('%', 1);
  if (!/^[\da-f]*:[\da-f:.]*$/i.test(plain)) return address;
  const [head = '', tail] = plain.split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  while (tail !== undefined && first.length + last.length < 8) first.push('0');
  return [...first, ...last].slice(0, 4).join(':');
}

/** In the one spelling of each number. */
function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16).toString(16));
}
