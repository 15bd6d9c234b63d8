const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  brightGreen: [92, 39],
  brightBlue: [94, 39],
  brightMagenta: [95, 39],
  brightCyan: [96, 39],
} as const;
export type Style = keyof typeof codes;

/** Colours and weights, or nothing at all where they are not wanted. */
export class Painter {
  constructor(readonly enabled: boolean) {}

  paint(text: string, ...styles: readonly Style[]): string {
    if (!this.enabled || text === '') return text;
    return styles.reduce((inner, style) => {
      const [on, off] = codes[style];
      return `\u001b[${on}m${inner}\u001b[${off}m`;
    }, text);
  }
}

/** Red and yellow are kept for what went wrong. */
const hues: readonly Style[] = [
  'cyan',
  'magenta',
  'green',
  'blue',
  'brightCyan',
  'brightMagenta',
  'brightGreen',
  'brightBlue',
];
const known = [
  'identity',
  'notifications',
  'stats',
  'collectives',
  'extensions',
  'discord',
  'telemetry',
] as const;

/** The same context has the same colour in every run; two of one trace are told apart while there are enough colours. */
export function hueOf(context: string, all: readonly string[]): Style {
  const order = [...known, ...[...new Set(all)].filter((name) => !known.includes(name as never)).sort()];
  return hues[order.indexOf(context) % hues.length] ?? 'cyan';
}

/** https://no-color.org, https://force-color.org, and terminals that know no colours. */
export function coloursWanted(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
