import { Seal } from '@boardwalk/persistence';

const prefix = 'sealed:';

/** Keeps what a mail says from whoever reads the table: there may be a token in it. Another secret opens nothing. */
export class LetterSeal {
  private readonly letters: Seal;

  /** @param secret at least 128 random bits */
  constructor(secret: string) {
    this.letters = Seal.for('notifications letters', secret);
  }

  seal(emailLogId: string, text: string): string {
    return `${prefix}${this.letters.sealText(text, emailLogId)}`;
  }

  /**
   * What was sealed for the mail; what an older program wrote unsealed, as it is.
   * @returns null when it was sealed under another secret, or for another mail
   */
  open(emailLogId: string, text: string): string | null {
    return text.startsWith(prefix) ? this.letters.openText(text.slice(prefix.length), emailLogId) : text;
  }
}
