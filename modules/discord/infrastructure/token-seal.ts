import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Tokens of webhooks, encrypted for the database with AES-256-GCM under a key of this context's own. With another secret they
 * cannot be opened, and the webhooks have to be registered again.
 */
export class TokenSeal {
  private readonly key: Buffer;

  /** @param secret at least 128 random bits */
  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'discord webhook tokens', 32));
  }

  /** @param webhookId what it opens for, and nothing else */
  seal(token: string, webhookId: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    cipher.setAAD(Buffer.from(webhookId));
    const sealed = [iv, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(sealed).toString('base64url');
  }

  /** Null when the secret, the text or the webhook differs from what it was sealed with. */
  open(sealed: string, webhookId: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(webhookId));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const opened = [decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()];
      return Buffer.concat(opened).toString('utf8');
    } catch {
      return null; // What cannot be opened can still be listed and removed.
    }
  }
}
