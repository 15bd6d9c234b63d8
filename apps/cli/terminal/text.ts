/** Text for terminals: what comes from elsewhere cannot steer them, and everything fits. */

const steering = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** One line without escape sequences or direction marks: names and messages from a server are data. */
export function plain(text: string): string {
  return text.replaceAll('\n', ' ').replace(steering, '\ufffd');
}

const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const none = /\p{Mn}|\p{Me}|\u200b|\u200d/u;
const ascii = /^[\x20-\x7e]*$/;

/** Cells that a text takes. */
export function widthOf(text: string): number {
  if (ascii.test(text)) return text.length;
  let cells = 0;
  for (const character of text) cells += none.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return cells;
}

/** At most so many cells; what is cut off is marked by an ellipsis. */
export function cut(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text;
  if (cells <= 0) return '';
  let kept = '';
  let taken = 0;
  for (const character of text) {
    const next = widthOf(character);
    if (taken + next > cells - 1) break;
    kept += character;
    taken += next;
  }
  return `${kept}…`;
}

/** At most so many cells, of both ends: ids that were made at about the same time differ at their ends only. */
export function cutInside(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text;
  const head = cut(text, Math.floor((cells + 1) / 2));
  let tail = '';
  for (const character of Array.from(text).toReversed()) {
    if (widthOf(head + character + tail) > cells) break;
    tail = character + tail;
  }
  return head + tail;
}

/** Exactly so many cells. */
export function fit(text: string, cells: number, side: 'left' | 'right' = 'left'): string {
  const shown = cut(text, cells);
  const gap = ' '.repeat(Math.max(0, cells - widthOf(shown)));
  return side === 'left' ? shown + gap : gap + shown;
}

/** Parts on lines of at most so many cells, none of them broken; what is longer than a line is cut. */
export function wrapped(parts: readonly string[], cells: number, gap = ' '): string[] {
  return flowed(parts, cells, gap).map((line) => cut(line, cells));
}

/** The same, but what is longer than a line stays whole. */
export function flowed(parts: readonly string[], cells: number, gap = ' '): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + gap.length + widthOf(part) <= cells)
      lines[lines.length - 1] = `${last}${gap}${part}`;
    else lines.push(part);
  }
  return lines;
}

/** One line, broken between words where it is longer; what follows stands below its first word, or the one behind its label. */
export function hung(line: string, cells: number): string[] {
  const [start = ''] = /^ *(?:(?:Why|Mend): +)?/.exec(line) ?? [];
  return flowed(line.slice(start.length).split(' '), cells - start.length).map(
    (text, at) => (at === 0 ? start : ' '.repeat(start.length)) + text,
  );
}

/** `0.4 ms`, `12 ms`, `3.2 s`, `4 min 10 s`, `2 h 3 min` */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9_950 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export function count(number: number): string {
  return number.toLocaleString('en');
}

/** `1 line`, `2 lines` */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** ISO 8601 in UTC, to the second: `2026-03-17 18:21:17`. */
export function moment(iso: string): string {
  return plain(iso)
    .replace('T', ' ')
    .replace(/(\.\d+)?(Z|\+00:00)$/, '');
}

/** `312 B`, `4.2 kB`, `17 MB` */
export function bytes(number: number): string {
  if (number < 1_000) return `${number} B`;
  const [size, unit] =
    number < 999_500
      ? [number / 1_000, 'kB']
      : number < 999_500_000
        ? [number / 1e6, 'MB']
        : [number / 1e9, 'GB'];
  return `${size.toFixed(size < 9.95 ? 1 : 0)} ${unit}`;
}
