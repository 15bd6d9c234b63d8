import { Injectable } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import { Authenticator, type Credentials, TokenRecogniser } from './authenticator.js';
import type { Principal } from './principal.js';

/** Finds out whose credentials they are: asks the context that gave them out. */
@Injectable()
export class Identification {
  private recognisers: readonly TokenRecogniser[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly modules: ModuleRef,
  ) {}

  /** Null when the credentials are unknown, expired, or revoked. */
  of(credentials: Credentials): Promise<Principal | null> {
    const { bearer } = credentials;
    const recogniser = bearer && this.known().find(({ prefix }) => bearer.startsWith(prefix));
    if (recogniser) return recogniser.recognise(bearer);
    return this.modules.get(Authenticator, { strict: false }).authenticate(credentials);
  }

  private known(): readonly TokenRecogniser[] {
    this.recognisers ??= this.discovery
      .getProviders()
      .map((wrapper): unknown => wrapper.instance)
      .filter((provider) => provider instanceof TokenRecogniser);
    return this.recognisers;
  }
}
