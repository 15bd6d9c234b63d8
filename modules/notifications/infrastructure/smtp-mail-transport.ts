import { Readable } from 'node:stream';
import nodemailer, { type SMTPTransportOptions } from 'nodemailer';
import { type MailOutcome, MailTransport, type OutgoingEmail } from '../application/mail-transport.js';
import { smtpFailure } from './smtp-failure.js';

export interface SmtpLimits {
  /** Milliseconds until a connection has to stand. */
  readonly connectMs: number;
  /** Milliseconds that the server may be silent. */
  readonly silenceMs: number;
  /** Milliseconds for the whole of it; below the limit of the sender. */
  readonly totalMs: number;
}

const usualLimits: SmtpLimits = { connectMs: 10_000, silenceMs: 30_000, totalMs: 55_000 };

/** Hands mails to a mail server, one connection each. */
export class SmtpMailTransport extends MailTransport {
  readonly destination: string;
  private readonly options: SMTPTransportOptions;

  /** @param url `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte */
  constructor(
    url: string,
    private readonly limits: SmtpLimits = usualLimits,
  ) {
    super();
    const parsed = URL.parse(url);
    if (parsed === null || !['smtp:', 'smtps:'].includes(parsed.protocol) || parsed.hostname === '')
      throw new RangeError(
        'The address of the mail server cannot be understood. Write it as smtp://user:password@host:587, or smtps://… for TLS from the first byte.',
      );
    this.destination = parsed.hostname;
    this.options = {
      url,
      connectionTimeout: limits.connectMs,
      greetingTimeout: limits.connectMs,
      dnsTimeout: limits.connectMs,
      socketTimeout: limits.silenceMs,
      socketCloseTimeout: 1_000,
    };
  }

  async send(email: OutgoingEmail): Promise<MailOutcome> {
    const { messageId, from, to, subject, text, html } = email;
    // The server can have taken the mail over only after it asked for its content.
    let contentAskedFor = false;
    const transporter = nodemailer.createTransport(this.options);
    transporter.use('stream', ({ message }, done) => {
      message.processFunc((content) => announced(content, () => (contentAskedFor = true)));
      done();
    });
    try {
      const { serverMessageId, response } = await transporter.sendMail({
        messageId,
        from: { name: from.name, address: from.address },
        to: [{ name: '', address: to }],
        subject,
        text,
        html,
        headers: { 'Auto-Submitted': 'auto-generated', ...listHeaders(email) },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.timeout(this.limits.totalMs),
      });
      return { kind: 'accepted', providerId: (serverMessageId ?? response).slice(0, 200) };
    } catch (error) {
      return smtpFailure(error, contentAskedFor);
    } finally {
      transporter.close();
    }
  }
}

/** RFC 8058: the reader's program switches such mails off by a POST of its own. */
function listHeaders({ unsubscribeUrl }: OutgoingEmail): Record<string, string> {
  if (unsubscribeUrl === undefined) return {};
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/** The same content, which says when its first byte is asked for: nothing reads ahead of that. */
function announced(content: NodeJS.ReadableStream, begun: () => void): Readable {
  async function* pieces() {
    begun();
    yield* content;
  }
  return Readable.from(pieces(), { objectMode: false });
}
