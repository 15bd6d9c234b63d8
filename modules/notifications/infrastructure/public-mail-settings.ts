import { MailSettings, type Sender } from '../application/mail-settings.js';

/** Settings that follow from where people reach the program. */
export class PublicMailSettings extends MailSettings {
  readonly sender: Sender;
  private readonly base: string;

  /**
   * @param publicUrl where people reach the program: `https://boardwalk.example`
   * @param sender default: no-reply at the host of `publicUrl`
   */
  constructor(publicUrl: string, sender?: Sender) {
    super();
    const url = URL.parse(publicUrl);
    if (url === null || !['http:', 'https:'].includes(url.protocol))
      throw new RangeError(
        `The links in mails need a public address, and "${publicUrl}" is none. Give one like https://boardwalk.example.`,
      );
    this.base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
    this.sender = sender ?? { name: 'Boardwalk', address: `no-reply@${mailDomainOf(url.hostname)}` };
  }

  link(path: string, parameters: Readonly<Record<string, string>> = {}): string {
    const query = new URLSearchParams(parameters).toString();
    return `${this.base}/${path}${query === '' ? '' : `?${query}`}`;
  }

  get domain(): string {
    return this.sender.address.slice(this.sender.address.lastIndexOf('@') + 1);
  }
}

/** A number is no domain that mail could come from. */
function mailDomainOf(host: string): string {
  return /^[\d.]+$|^\[/.test(host) ? 'localhost' : host;
}
