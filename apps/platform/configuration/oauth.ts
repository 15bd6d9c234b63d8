import type { OAuthProvider } from '../contexts.js';

/** As far as it was given. */
export interface OAuthVariables {
  readonly OAUTH_NAME?: string | undefined;
  readonly OAUTH_CLIENT_ID?: string | undefined;
  readonly OAUTH_CLIENT_SECRET?: string | undefined;
  readonly OAUTH_AUTHORIZATION_URL?: string | undefined;
  readonly OAUTH_TOKEN_URL?: string | undefined;
  readonly OAUTH_USER_INFO_URL?: string | undefined;
  readonly OAUTH_SCOPES: readonly string[];
}

type Needed = Exclude<keyof OAuthVariables, 'OAUTH_SCOPES'>;

const needed: readonly Needed[] = [
  'OAUTH_NAME',
  'OAUTH_CLIENT_ID',
  'OAUTH_CLIENT_SECRET',
  'OAUTH_AUTHORIZATION_URL',
  'OAUTH_TOKEN_URL',
  'OAUTH_USER_INFO_URL',
];

/** Those that are missing beside others that are there. */
export function missingOAuth(env: OAuthVariables): readonly Needed[] {
  const missing = needed.filter((name) => env[name] === undefined);
  return missing.length === needed.length ? [] : missing;
}

/** Undefined unless everything that a provider needs was given. */
export function oauthIn(env: OAuthVariables): OAuthProvider | undefined {
  const { OAUTH_NAME: name, OAUTH_CLIENT_ID: clientId, OAUTH_CLIENT_SECRET: clientSecret } = env;
  const { OAUTH_AUTHORIZATION_URL: authorizationUrl, OAUTH_TOKEN_URL: tokenUrl } = env;
  const { OAUTH_USER_INFO_URL: userInfoUrl, OAUTH_SCOPES: scopes } = env;
  if (name === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  if (authorizationUrl === undefined || tokenUrl === undefined || userInfoUrl === undefined) return undefined;
  return { name, clientId, clientSecret, authorizationUrl, tokenUrl, userInfoUrl, scopes };
}
