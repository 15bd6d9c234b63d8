import { Clock, Ids, Randomness } from '@boardwalk/domain';
import { Authenticator, type Principal } from '@boardwalk/http';
import { type DynamicModule, Module } from '@nestjs/common';

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
export class KnowsNobody extends Authenticator {
  async authenticate(): Promise<Principal | null> {
    return null;
  }
}
