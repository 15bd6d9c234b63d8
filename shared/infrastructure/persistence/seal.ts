import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { derivedKey } from './derived-key.js';

const [ivBytes, tagBytes] = [12, 16];

/** Keeps what is stored from whoever reads the tables: AES-256-GCM, as iv, ciphertext and tag. */
export class Seal {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {}

  /** @param salt what else must be known to open it */
  static for(purpose: string, secret: string, salt = ''): Seal {
    return new Seal(derivedKey(secret, purpose, salt));
  }

  /** @param about authenticated with the content, so that it opens nowhere else */
  seal(content: Buffer | string, about: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(about));
    return Buffer.concat([iv, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws when the key, the bytes or what they are about differ from what was sealed, and does not say which. */
  open(sealed: Buffer, about: string): Buffer {
    const end = sealed.length - tagBytes;
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(about))
      .setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes, end)), decipher.final()]);
  }

  /** The same as {@link seal}, for a column of text: base64url. */
  sealText(text: string, about: string): string {
    return this.seal(text, about).toString('base64url');
  }

  /** Null where {@link open} throws: what cannot be read any more can still be listed and removed. */
  openText(sealed: string, about: string): string | null {
    try {
      return this.open(Buffer.from(sealed, 'base64url'), about).toString('utf8');
    } catch {
      return null;
    }
  }
}
