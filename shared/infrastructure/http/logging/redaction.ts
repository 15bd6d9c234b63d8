export const redacted = '«redacted»';

const secretKey =
  /^(?:authorization|cookie|set-cookie|x-api-key|api[-_]?key|.*(?:password|passwd|secret|token))$/i;
const secretText: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${redacted}`],
  [/([?&](?:[\w-]*(?:token|secret|password)|api[-_]?key|code)=)[^&\s"'\\]+/gi, `$1${redacted}`],
  [/\bbwc?_[A-Za-z0-9_-]{8,}/g, redacted],
  [/(\/\/[^/\s:@"]+:)[^/\s@"]+@/g, `$1${redacted}@`],
];
const deepest = 6;

/** A copy of a log object in which no field that is named like a secret keeps its value. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date)
    return value;
  if (ArrayBuffer.isView(value)) return '«bytes»';
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      secretKey.test(key) ? redacted : withoutSecrets(field, depth + 1),
    ]),
  );
}

/** A line without bearer tokens, API keys, secrets in queries, and passwords in URLs. */
export function scrubbed(line: string): string {
  return secretText.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
