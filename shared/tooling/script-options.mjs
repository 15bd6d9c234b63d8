import { parseArgs } from 'node:util';

/**
 * What one option takes.
 *
 * @template Value
 * @typedef {object} Option
 * @property {Value} usual its value when it is not given
 * @property {string} [shown] what stands for the value in the usage; absent where none is taken
 * @property {string} wants
 * @property {(text: string) => Value | null} [read] null for what it does not take
 */

/** @param {number} least @param {number} [usual] */
export const whole = (least, usual) => ({
  usual,
  shown: String(usual ?? 'N'),
  wants: `a whole number from ${least} on`,
  read: (/** @type {string} */ text) =>
    /^\d{1,15}$/.test(text) && Number(text) >= least ? Number(text) : null,
});

/** @param {number} usual */
export const amount = (usual) => ({
  usual,
  shown: String(usual),
  wants: 'a number above 0',
  read: (/** @type {string} */ text) =>
    /^\d{1,15}(\.\d{1,9})?$/.test(text) && Number(text) > 0 ? Number(text) : null,
});

/** @param {readonly string[]} words @param {string} [usual] */
export const oneOf = (words, usual) => ({
  usual,
  shown: usual ?? 'NAME',
  wants: `one of ${words.join(', ')}`,
  read: (/** @type {string} */ given) => (words.includes(given) ? given : null),
});

/** @param {string} shown */
export const text = (shown) => ({
  usual: undefined,
  shown,
  wants: `a ${shown}`,
  read: (/** @type {string} */ given) => (/^(-|$)/.test(given) ? null : given),
});

export const flag = { usual: false, wants: 'no value' };

/**
 * The options that a script was started with. What it does not take ends the process with 2 and two lines on stderr.
 *
 * @param {string} command as people type it: `npm run chaos`
 * @param {Record<string, Option<unknown>>} options
 * @param {string} [rest] the words beside options, as the usage shows them; absent where none are taken
 */
export function scriptOptions(command, options, rest) {
  /** @param {string} why @returns {never} */
  const refuse = (why) => {
    process.stderr.write(`${command}: ${why}\n  Mend: ${usageOf(command, options, rest)}\n`);
    process.exit(2);
  };
  const { tokens } = parseArgs({
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { read }]) => [
        name,
        { type: read === undefined ? 'boolean' : 'string' },
      ]),
    ),
  });
  const values = Object.fromEntries(Object.entries(options).map(([name, { usual }]) => [name, usual]));
  const words = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) return refuse(`There is no option ${rawName}.`);
    const { read, wants } = option;
    if (read === undefined && value !== undefined) return refuse(`${rawName} takes ${wants}.`);
    if (read !== undefined && value === undefined)
      return refuse(`${rawName} takes ${wants}, and none was given.`);
    values[name] = read === undefined ? true : read(value ?? '');
    if (values[name] === null) return refuse(`${rawName} takes ${wants}, and "${value}" is none.`);
  }
  if (rest === undefined && words.length > 0)
    return refuse(`"${words[0]}" is not taken; this takes options only.`);
  return { values, words, refuse };
}

/** @type {(command: string, options: Record<string, Option<unknown>>, rest: string | undefined) => string} */
function usageOf(command, options, rest) {
  const shown = Object.entries(options).map(([name, { shown }]) =>
    shown === undefined ? `[--${name}]` : `[--${name} ${shown}]`,
  );
  const start = command.startsWith('npm run ') ? `${command} --` : command;
  return [start, ...(rest === undefined ? [] : [rest]), ...shown].join(' ');
}
