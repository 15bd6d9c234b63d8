import type { InputFault } from '../problems/problem.js';
import { pointerOf } from './pointer.js';

/** Keys that reach an object's prototype when a careless function copies them. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
/** No route's input is nested deeper, and whatever walks it later need not fear for its stack. */
const deepest = 32;
const mostFaults = 20;

interface Part {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

/**
 * What no route takes, whatever its schema: keys that pollute prototypes, text that no database can store or no UTF-8
 * can carry (U+0000, half a surrogate pair), and nesting without end. At most 20 faults, in the order of the input.
 */
export function hostileParts(input: unknown, where: InputFault['in']): InputFault[] {
  const faults: InputFault[] = [];
  const open: Part[] = [{ value: input, path: [] }];
  for (let part = open.pop(); part && faults.length < mostFaults; part = open.pop()) {
    const detail = faultOf(part);
    if (detail !== undefined) faults.push({ in: where, pointer: pointerOf(part.path), detail });
    else for (const child of childrenOf(part).reverse()) open.push(child);
  }
  return faults;
}

function faultOf({ value, path }: Part): string | undefined {
  const key = path.at(-1);
  if (typeof key === 'string' && forbiddenKeys.has(key))
    return `The key "${key}" is not allowed. Leave it out.`;
  if (path.length > deepest) return `The input is nested deeper than ${deepest} levels. Flatten it.`;
  if (typeof value !== 'string') return undefined;
  if (value.includes('\0')) return 'The text contains the character U+0000. Remove it.';
  return value.isWellFormed()
    ? undefined
    : 'The text contains half a surrogate pair, which is no text. Remove it.';
}

function childrenOf({ value, path }: Part): Part[] {
  if (typeof value !== 'object' || value === null) return [];
  const inArray = Array.isArray(value);
  return Object.entries(value).map(([key, child]: [string, unknown]) => ({
    value: child,
    path: [...path, inArray ? Number(key) : key],
  }));
}
