/** A path into JSON as a URI fragment (RFC 6901 section 6): `#/members/0/role`. The whole document is `#`. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return [
    '#',
    ...path.map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'))),
  ].join('/');
}
