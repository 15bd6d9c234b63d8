import { personalSlugs } from '../domain/slug.js';
import type { Slugs } from '../domain/slugs.js';

/** The best slug for the personal collective of whoever has this name. A taken one is no failure: the next is tried. */
export async function claimPersonalSlug(
  slugs: Slugs,
  username: string,
  collectiveId: string,
): Promise<string> {
  const candidates = personalSlugs(username);
  let { value: slug } = candidates.next();
  while (!(await slugs.claim(slug, collectiveId))) ({ value: slug } = candidates.next());
  return slug;
}
