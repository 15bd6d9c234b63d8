import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Fingerprints } from '../application/fingerprints.js';

/** A plain hash is enough here: what it is taken of has 256 random bits, so nothing can be tried out. */
@Injectable()
export class Sha256Fingerprints extends Fingerprints {
  of(secret: string): string {
    return createHash('sha256').update(secret).digest('base64url');
  }
}
