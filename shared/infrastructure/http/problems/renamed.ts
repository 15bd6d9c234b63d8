import { HttpProblem } from './problem.js';

/**
 * What is asked for by a former name goes by another now, so that links keep working. Declared as `@Refuses('renamed', 308, …)`.
 * @param location where to ask for it by its present name
 */
export function renamed(name: string, location: string): HttpProblem {
  return new HttpProblem(308, 'renamed', `This is a former name of "${name}". Ask for ${location}.`, {
    details: { name },
    headers: { location },
  });
}
