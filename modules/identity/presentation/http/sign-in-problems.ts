import { HttpProblem } from '@boardwalk/http';

/** One answer for every reason, so that it tells nothing about which accounts exist. */
export function wrongCredentials(): HttpProblem {
  return new HttpProblem(
    401,
    'wrong-credentials',
    'No account has this login and this password. Check both.',
  );
}

export function tooManyAttempts(retryAfterSeconds: number): HttpProblem {
  return new HttpProblem(
    429,
    'too-many-attempts',
    `There were too many tries. Wait ${retryAfterSeconds} seconds, then try again.`,
    { headers: { 'retry-after': String(retryAfterSeconds) } },
  );
}
