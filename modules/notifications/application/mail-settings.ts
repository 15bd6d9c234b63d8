/** Whom mail comes from, as nodemailer takes it. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** What the program that runs this context decides for its mails. */
export class MailSettings {
  private readonly base: string;
  readonly sender: Sender;

  /**
   * @param publicUrl where people reach the program: `https://boardwalk.example`
   * @param sender default: no-reply at the host of `publicUrl`
   */
  constructor(publicUrl: string, sender?: Sender) {
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

  /** What comes behind the at sign of a Message-ID. */
  get domain(): string {
    return this.sender.address.slice(this.sender.address.lastIndexOf('@') + 1);
  }
}

/** A number is no domain that mail could come from. */
function mailDomainOf(host: string): string {
  return /^[\d.]+$|^\[/.test(host) ? 'localhost' : host;
}
