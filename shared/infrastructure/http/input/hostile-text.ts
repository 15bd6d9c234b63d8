import type { InputFault } from '../problems/problem.js';
import { pointerOf } from './pointer.js';

/** Keys that reach an object's prototype when a careless function copies them. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What no route takes, whatever its schema: keys that pollute prototypes, and text that no database can store or no
 * UTF-8 can carry (U+0000, half a surrogate pair).
 */
export function hostileParts(input: unknown, where: InputFault['in']): InputFault[] {
  const faults: InputFault[] = [];
  const open: { value: unknown; path: readonly (string | number)[] }[] = [{ value: input, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      const detail = textFault(value);
      if (detail) faults.push({ in: where, pointer: pointerOf(path), detail });
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => open.push({ value: item, path: [...path, index] }));
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) {
        if (forbiddenKeys.has(key)) {
          faults.push({
            in: where,
            pointer: pointerOf([...path, key]),
            detail: `The key "${key}" is not allowed. Leave it out.`,
          });
        } else {
          open.push({ value: Reflect.get(value, key), path: [...path, key] });
        }
      }
    }
  }
  return faults;
}

function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'The text contains the character U+0000. Remove it.';
  if (!text.isWellFormed())
    return 'The text contains half a surrogate pair, which is no Unicode text. Remove it.';
  return undefined;
}
