import { createHmac, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '@boardwalk/persistence';
import { MailSettings } from '../application/mail-settings.js';
import { UnsubscribeLinks, type Unsubscription } from '../application/unsubscribe-links.js';
import { UnsubscribeLinkInvalidError } from '../domain/mail.errors.js';
import { switchableKinds } from '../domain/mail-kind.js';

/** `<what it permits>.<HMAC-SHA-256>`, both base64url. What it permits is no secret, and cannot be made without the key. */
export class SignedUnsubscribeLinks extends UnsubscribeLinks {
  private readonly key: Buffer;

  /** @param secret at least 128 random bits; links in mails that were sent under another one stop working */
  constructor(
    secret: string,
    private readonly settings: MailSettings,
  ) {
    super();
    this.key = derivedKey(secret, 'notifications unsubscribe links');
  }

  urlFor({ subject, kind }: Unsubscription): string {
    const [of, id] = 'userId' in subject ? ['user', subject.userId] : ['address', subject.addressFingerprint];
    const said = Buffer.from(JSON.stringify([of, id, kind])).toString('base64url');
    return this.settings.link('unsubscribe', { token: `${said}.${this.mac(said).toString('base64url')}` });
  }

  read(token: string): Unsubscription {
    const [said = '', mac = ''] = token.split('.');
    const [given, wanted] = [Buffer.from(mac, 'base64url'), this.mac(said)];
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      throw new UnsubscribeLinkInvalidError();
    return permitted(JSON.parse(Buffer.from(said, 'base64url').toString('utf8')));
  }

  private mac(said: string): Buffer {
    return createHmac('sha256', this.key).update(said).digest();
  }
}

/** Signed here, and perhaps by an older program that had other kinds. */
function permitted(said: unknown): Unsubscription {
  const [of, id, kind] = Array.isArray(said) ? (said as unknown[]) : [];
  const known = switchableKinds.find((each) => each === kind);
  if (typeof id !== 'string' || known === undefined) throw new UnsubscribeLinkInvalidError();
  return { subject: of === 'user' ? { userId: id } : { addressFingerprint: id }, kind: known };
}
