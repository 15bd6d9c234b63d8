import { Problem } from './problem.mjs';

/**
 * What to tell when something did not come from the npm registry.
 *
 * @param {string} thing what was to be fetched
 * @param {string} said what npm, npx or pnpm printed
 * @returns {Problem}
 */
export function registryProblem(thing, said) {
  const lines = said
    .replace(/^npm error ?/gm, '')
    .trim()
    .split('\n');
  const why = lines.slice(0, 4).join('\n') || 'npm ended without a word.';
  const what = `${thing} could not be fetched.`;
  if (/ENOENT/.test(said) && /spawn/.test(said)) {
    return new Problem(
      what,
      'There is no npm on PATH.',
      'Install Node with npm (Debian: apt-get install nodejs npm), then try again.',
    );
  }
  if (
    /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ECONNRESET|META_FETCH_FAIL|FETCH_ERROR/i.test(
      said,
    )
  ) {
    return new Problem(
      what,
      `The npm registry does not answer.\n${why}`,
      'The first start needs the network; later ones do not. Behind a proxy: npm config set proxy, https-proxy or registry.',
    );
  }
  if (/E40[13]/.test(said)) {
    return new Problem(
      what,
      `The npm registry refuses.\n${why}`,
      'Sign in to it (npm login), or use another: npm config set registry <url>.',
    );
  }
  if (/E404|ETARGET/.test(said)) {
    return new Problem(
      what,
      `The npm registry does not have it.\n${why}`,
      'Use a registry that mirrors the public one completely: npm config set registry <url>.',
    );
  }
  return new Problem(what, why, 'See the message above; "npm ping" tells whether the registry answers.');
}
