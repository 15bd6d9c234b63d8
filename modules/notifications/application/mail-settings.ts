/** Whom mail comes from, as nodemailer takes it. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** What the program that runs this context decides for its mails. */
export abstract class MailSettings {
  abstract readonly sender: Sender;

  /** What comes behind the at sign of a Message-ID. */
  abstract readonly domain: string;

  /** Where a path of the program is reached from outside. */
  abstract link(path: string, parameters?: Readonly<Record<string, string>>): string;
}
