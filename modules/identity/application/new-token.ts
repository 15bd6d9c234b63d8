import { Ids } from '@boardwalk/domain';
import { Injectable } from '@nestjs/common';
import { Fingerprints } from './fingerprints.js';

/** Draws a token that is mailed. Only its fingerprint is kept. */
@Injectable()
export class NewToken {
  constructor(
    private readonly ids: Ids,
    private readonly fingerprints: Fingerprints,
  ) {}

  draw(): { readonly secret: string; readonly fingerprint: string } {
    const secret = this.ids.secret();
    return { secret, fingerprint: this.fingerprints.of(secret) };
  }
}
