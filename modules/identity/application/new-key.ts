import { Ids } from '@boardwalk/domain';
import { Injectable } from '@nestjs/common';
import type { KeyPrefix } from '../domain/api-key.js';
import { Fingerprints } from './fingerprints.js';

/** Draws the secret of an API key. Whoever asked for the key sees it once; only its fingerprint is kept. */
@Injectable()
export class NewKey {
  constructor(
    private readonly ids: Ids,
    private readonly fingerprints: Fingerprints,
  ) {}

  draw(prefix: KeyPrefix): { readonly key: string; readonly fingerprint: string } {
    const key = `${prefix}${this.ids.secret()}`;
    return { key, fingerprint: this.fingerprints.of(key) };
  }
}
