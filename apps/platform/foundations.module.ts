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
  /** @param anonymous nobody can sign in here, and nobody can ask: a process that serves no requests and has no identities */
  static with({ clock, ids, randomness }: Foundations, anonymous: boolean): DynamicModule {
    const providers = [
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: ids },
      { provide: Randomness, useValue: randomness },
      ...(anonymous ? [{ provide: Authenticator, useClass: KnowsNobody }] : []),
    ];
    return {
      module: FoundationsModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

class KnowsNobody extends Authenticator {
  async authenticate(): Promise<Principal | null> {
    return null;
  }
}
