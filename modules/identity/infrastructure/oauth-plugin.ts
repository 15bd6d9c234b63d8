import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import type { OAuthProvider } from './identity-options.js';
import type { SignUpRoad } from './sign-up-road.js';

/** One provider, as better-auth wants to know it. The claims about a person pass by the road that may make an account of them. */
export function oauthPlugin(provider: OAuthProvider, road: SignUpRoad) {
  const { name, clientId, clientSecret, authorizationUrl, tokenUrl, userInfoUrl, scopes } = provider;
  return genericOAuth({
    config: [
      {
        providerId: name,
        clientId,
        clientSecret,
        authorizationUrl,
        tokenUrl,
        userInfoUrl,
        scopes: [...scopes],
        pkce: true,
        accountSubject: ({ profile }) => textIn(profile, 'sub') ?? textIn(profile, 'id') ?? '',
        mapProfileToUser: (profile) => {
          road.hear(nameClaims.flatMap((claim) => textIn(profile, claim) ?? []));
          return { image: undefined };
        },
      },
    ],
  });
}

/** What people are called there, the most like a username first. */
const nameClaims = ['preferred_username', 'nickname', 'login', 'name'];

/** A claim as text; providers also number people. */
function textIn(claims: object, name: string): string | undefined {
  const claim = (claims as Readonly<Record<string, unknown>>)[name];
  if (typeof claim === 'string' && claim !== '') return claim;
  return typeof claim === 'number' ? String(claim) : undefined;
}
