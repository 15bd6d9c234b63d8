import { Authenticator } from '@boardwalk/http';
import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { useCases } from './application/use-cases.js';
import { adapters } from './infrastructure/adapters.js';
import { IdentityOptions } from './infrastructure/identity-options.js';
import { controllers } from './presentation/http/controllers.js';
import { IdentityAuthenticator } from './presentation/http/identity-authenticator.js';
import { IdentityPublisher } from './presentation/publishers/identity.publisher.js';

/** People, clients, their credentials and sessions. */
@Module({})
export class IdentityModule {
  /** @param options see {@link IdentityOptions} */
  static forRoot(options: { readonly secret: string; readonly baseUrl: string }): DynamicModule {
    return {
      module: IdentityModule,
      imports: [PersistenceModule.forContext('identity', import.meta.url)],
      controllers,
      providers: [
        { provide: IdentityOptions, useValue: new IdentityOptions(options.secret, options.baseUrl) },
        ...adapters,
        ...useCases,
        IdentityPublisher,
        { provide: Authenticator, useClass: IdentityAuthenticator },
      ],
      exports: [Authenticator],
    };
  }
}
