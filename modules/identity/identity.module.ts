import { Authenticator } from '@boardwalk/http';
import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { PasswordHasher } from './application/password-hasher.js';
import { useCases } from './application/use-cases.js';
import { adapters } from './infrastructure/adapters.js';
import { IdentityOptions, type IdentitySettings } from './infrastructure/identity-options.js';
import { AccountDeletedConsumer } from './presentation/consumers/account-deleted.consumer.js';
import { controllers } from './presentation/http/controllers.js';
import { IdentityAuthenticator } from './presentation/http/identity-authenticator.js';
import { IdentityPublisher } from './presentation/publishers/identity.publisher.js';

/** People, clients, their credentials and sessions. */
@Module({})
export class IdentityModule {
  static forRoot({ secret, baseUrl, oauth, passwords }: IdentitySettings): DynamicModule {
    return {
      module: IdentityModule,
      imports: [PersistenceModule.forContext('identity', import.meta.url)],
      controllers,
      providers: [
        { provide: IdentityOptions, useValue: new IdentityOptions(secret, baseUrl, oauth) },
        ...adapters,
        ...(passwords === undefined ? [] : [{ provide: PasswordHasher, useValue: passwords }]),
        ...useCases,
        IdentityPublisher,
        AccountDeletedConsumer,
        { provide: Authenticator, useClass: IdentityAuthenticator },
      ],
      exports: [Authenticator],
    };
  }
}
