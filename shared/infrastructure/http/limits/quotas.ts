import { SetMetadata } from '@nestjs/common';
import type { Access } from '../authentication/policy.js';

/** How many requests one caller may send in one window, by what they cost. Callers without credentials count per network. */
export const quotas = {
  read: 1_200,
  write: 300,
  /** Hashing of passwords, uploads: what takes tens of milliseconds of a core. */
  expensive: 120,
  /** What others than the operator send to its routes, such as guesses of the token. */
  operator: 60,
} as const;
export type Quota = keyof typeof quotas;

/** Seconds. Windows begin at whole minutes, the same in every process. */
export const windowSeconds = 60;

const expensiveMetadata = 'boardwalk:expensive';

/** Says that a request to this route costs far more than most, so that fewer are taken of each caller. */
export function Expensive(): MethodDecorator & ClassDecorator {
  return SetMetadata(expensiveMetadata, true);
}

export function isExpensive(...places: readonly object[]): boolean {
  return places.some((place) => Reflect.getMetadata(expensiveMetadata, place) === true);
}

/** What a request to a route is counted as; undefined for what is not counted: processes of one platform ask each other freely. */
export function quotaOf(route: {
  readonly method: string;
  readonly access: readonly Access[];
  readonly expensive: boolean;
}): Quota | undefined {
  if (route.access.includes('service')) return undefined;
  if (route.access.includes('operator')) return 'operator';
  if (route.expensive) return 'expensive';
  return route.method === 'GET' || route.method === 'HEAD' ? 'read' : 'write';
}
