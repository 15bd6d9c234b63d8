import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const [ivBytes, tagBytes] = [12, 16];
const prefix = 'sealed:';

/**
 * Keeps what a mail says from whoever reads the table: there may be a token in it (AES-256-GCM, bound to the mail). Another
 * secret opens nothing.
 */
export class LetterSeal {
  private readonly key: Buffer;

  /** @param secret at least 128 random bits */
  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'notifications letters', 32));
  }

  seal(emailLogId: string, text: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(emailLogId));
    const sealed = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return `${prefix}${Buffer.concat(sealed).toString('base64url')}`;
  }

  /**
   * What was sealed for the mail; what an older program wrote unsealed, as it is.
   * @returns null when it was sealed under another secret, or for another mail
   */
  open(emailLogId: string, text: string): string | null {
    if (!text.startsWith(prefix)) return text;
    const sealed = Buffer.from(text.slice(prefix.length), 'base64url');
    const end = sealed.length - tagBytes;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, ivBytes))
        .setAAD(Buffer.from(emailLogId))
        .setAuthTag(sealed.subarray(end));
      return Buffer.concat([decipher.update(sealed.subarray(ivBytes, end)), decipher.final()]).toString();
    } catch {
      return null; // The cause says nothing but "unable to authenticate".
    }
  }
}
