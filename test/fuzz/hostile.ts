import fc, { type Arbitrary } from 'fast-check';

/** A body as it goes over the wire. */
export interface RawBody {
  readonly type: string | null;
  readonly text: string;
}

const json = 'application/json';
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Bodies that no route takes. */
export const hostileBody: Arbitrary<RawBody> = fc.constantFrom<RawBody>(
  { type: json, text: '{"__proto__":{"role":"owner"}}' },
  { type: json, text: '{"constructor":{"prototype":{"isAdmin":true}}}' },
  { type: json, text: '{"a":{"b":[{"__proto__":1}]}}' },
  { type: json, text: '{"name":"a\\u0000b"}' },
  { type: json, text: '{"name":"\\ud800"}' },
  { type: json, text: '{"a":1' },
  { type: json, text: '' },
  { type: json, text: 'null' },
  { type: json, text: '[]' },
  { type: json, text: '"text"' },
  { type: json, text: '1e999' },
  { type: json, text: nested(40) },
  { type: json, text: nested(20_000) },
  { type: json, text: `{"name":"${'x'.repeat(120_000)}"}` },
  { type: json, text: `{${Array.from({ length: 3_000 }, (_, n) => `"k${n}":${n}`).join()}}` },
  { type: 'application/json; charset=utf-16', text: '{}' },
  { type: 'application/x-www-form-urlencoded', text: 'role=owner&userId=1' },
  { type: 'multipart/form-data; boundary=x', text: '--x\r\n\r\n--x--' },
  { type: 'text/plain', text: '{"role":"owner"}' },
  { type: 'application/xml', text: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' },
  { type: 'not a type', text: '{}' },
  { type: 'application/gzip', text: '\u001f\u008b not an archive' },
  { type: null, text: '{}' },
);

/** What stands in a path where a name is expected. */
export const hostileSegment: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '%00', '%2e%2e', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..%2f', '%', '%zz', '%ff', '%ed%a0%80', '%f0%9f%92%a9', '%20', '%2f', '%5c',
    '-1', '0', '1e309', 'NaN', 'null', 'undefined', '__proto__', 'constructor', 'toString', '*', ':id', '{id}', '@', '@the-guild',
    "'%20OR%201=1--", '%27;DROP%20TABLE%20users;--', '%3Cscript%3Ealert(1)%3C/script%3E', '$%7B7*7%7D', '%7B%7B7*7%7D%7D',
    'x'.repeat(300), 'ä', '%C3%A4', '..', '.', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ),
  fc.string({ maxLength: 30 }).map((text) => encodeURIComponent(text.isWellFormed() ? text : 'x')),
);

/** A query as it stands in the address. */
export const hostileQuery: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'limit=0', 'limit=101', 'limit=-1', 'limit=1e2', 'limit=', 'limit=1&limit=2', 'limit[]=1', 'limit[$gt]=1', 'cursor=', 'cursor=bm9wZQ',
    'cursor=eyJhIjoxfQ', 'cursor=%00', `cursor=${'A'.repeat(600)}`, 'cursor=bnVsbA', 'cursor=W10', '__proto__=1', 'constructor=1',
    '__proto__[a]=1', 'q=%00', 'q=%ff', 'q=%', "q='", 'q=%25%5F%5C', 'sort=name;drop', 'unknown=1', '&&&', '=', 'a=1&a=2', `q=${'x'.repeat(9_000)}`,
    'at=9999-99-99', 'at=infinity', 'at=-infinity', 'at=%2B275760-09-13T00:00:00.001Z', 'code=', 'code=x', 'token=x',
  ),
  fc.webQueryParameters(),
);

/** Headers that somebody sends who hopes that they mean something. */
export const hostileHeaders: Arbitrary<Readonly<Record<string, string>>> = fc.constantFrom<Readonly<Record<string, string>>>(
  { 'idempotency-key': '"' },
  { 'idempotency-key': 'x'.repeat(300) },
  { 'if-match': 'nonsense' },
  { 'if-match': '"nothing"' },
  { 'if-match': '*' },
  { 'if-none-match': '*' },
  { 'if-none-match': ',,' },
  { 'boardwalk-position': '-1' },
  { 'boardwalk-position': '999999999999999999999999' },
  { 'boardwalk-position': "1'; select 1" },
  { 'boardwalk-position': '999999999' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': '127.0.0.1' },
  { 'x-correlation-id': '../../etc/passwd' },
  { traceparent: '00-00000000000000000000000000000000-0000000000000000-01' },
  { 'content-encoding': 'gzip' },
  { accept: 'text/html' },
  { accept: 'image/png' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { cookie: 'boardwalk.session_token=forged.forged' },
  { cookie: '=;;=; boardwalk.session_token=%' },
  { authorization: 'Bearer' },
  { authorization: 'Basic b3BlcmF0b3I6' },
  { authorization: 'Bearer bw_00000000000000000000' },
  { range: 'bytes=0-' },
  { expect: '200-ok' },
);
