import { HttpProblem } from './problem.js';

/** Refused before anything was done, because more is asked than can be answered in time. */
export function overloaded(cause?: unknown): HttpProblem {
  return new HttpProblem(
    503,
    'overloaded',
    'The server has more to do than it can answer in time. Nothing was done; send the same request again in a moment.',
    { headers: { 'retry-after': '2' }, cause },
  );
}
