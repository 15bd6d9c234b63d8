import type { Answer, Api, RequestOptions } from './api.js';
import type { Position } from './position.js';
import { RefusedByPlatform } from './problems.js';

/**
 * A write by somebody, who sends along how far in the log they have been told of.
 * @returns null where another context does not know of it yet: ask again in a moment
 */
export async function taken<T>(
  api: Api,
  method: string,
  path: string,
  options: RequestOptions,
  known: Position,
): Promise<Answer<T> | null> {
  const headers = { ...options.headers, ...(known !== null && { 'boardwalk-position': known }) };
  try {
    return await api.request<T>(method, path, { ...options, headers });
  } catch (error) {
    if (error instanceof RefusedByPlatform && error.code === 'projection-behind') return null;
    throw error;
  }
}
