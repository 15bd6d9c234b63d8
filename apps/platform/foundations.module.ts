import { Clock, Ids, Randomness } from '@boardwalk/domain';
import { Authenticator, type Principal, RemoteAuthenticator, ServiceToken } from '@boardwalk/http';
import { type DynamicModule, Module } from '@nestjs/common';
import type { PlatformSettings } from './platform-settings.js';

export interface Foundations {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomness: Randomness;
}

/** The only sources of time, identifiers and chance. */
@Module({})
export class FoundationsModule {
  /** @param authenticator where no context here brings one */
  static with({ clock, ids, randomness }: Foundations, authenticator?: Authenticator): DynamicModule {
    const providers = [
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: ids },
      { provide: Randomness, useValue: randomness },
      ...(authenticator === undefined ? [] : [{ provide: Authenticator, useValue: authenticator }]),
    ];
    return {
      module: FoundationsModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

/** For a process that serves no requests and has no identities. */
class KnowsNobody extends Authenticator {
  async authenticate(): Promise<Principal | null> {
    return null;
  }
}

/** Nothing where the identities are: their context provides it. */
export function authenticatorFor(
  { contexts: running, roles, secret, identityUrl }: PlatformSettings,
  { clock }: Foundations,
): Authenticator | undefined {
  if (running.includes('identity')) return undefined;
  if (identityUrl !== undefined)
    return new RemoteAuthenticator(identityUrl, ServiceToken.from(secret), clock);
  return roles.includes('web') ? undefined : new KnowsNobody();
}
