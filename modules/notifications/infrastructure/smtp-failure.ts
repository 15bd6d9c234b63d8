import type { NodemailerError } from 'nodemailer';
import type { MailOutcome } from '../application/mail-transport.js';
import { withoutAddresses } from '../domain/email-address.js';

const longestError = 300;

/**
 * What a failed hand-over means (RFC 5321 section 4.2.1). An answer of the server is certain, whenever it came: 4yz asks
 * to try again; 5yz is final if it is about this mail, but a refused password or greeting can be mended. Without an
 * answer only one thing counts: whether the server may have had the whole mail.
 * @param contentAskedFor whether the server had asked for the content when it failed
 */
export function smtpFailure(
  error: unknown,
  contentAskedFor: boolean,
): Exclude<MailOutcome, { kind: 'accepted' }> {
  if (!(error instanceof Error)) return { kind: 'unknown', error: 'it failed without saying why' };
  const { code, command, response, responseCode, permanent, message } = error as NodemailerError;
  const shown = described(message, code);
  const answered = responseCode !== undefined && responseCode >= 400;
  if (contentAskedFor && !answered)
    return { kind: 'unknown', error: `${shown}, after the server had asked for the mail` };
  const aboutThisMail = aboutTheMail.has(code ?? '') && responseCode !== authenticationRequired;
  const isFinal = aboutThisMail && (answered ? permanent === true : true);
  const noSuchRecipient = isFinal && command === 'RCPT TO' && saysNobodyIsThere(response ?? '', responseCode);
  return { kind: 'refused', permanent: isFinal, error: shown, ...(noSuchRecipient && { noSuchRecipient }) };
}

/**
 * A recipient may be refused for who they are, or for who we are. The enhanced code tells (RFC 3463: 5.1 is about the
 * address, 5.2.1 a mailbox that was closed); without one the plain code has to. A full mailbox may be emptied.
 */
function saysNobodyIsThere(response: string, code: number | undefined): boolean {
  const enhanced = /^5\d\d[ -](5\.\d{1,3}\.\d{1,3})/.exec(response)?.[1];
  if (enhanced !== undefined) return /^5\.1\.([1236]|10)$|^5\.2\.1$/.test(enhanced);
  return code === 550 || code === 551 || code === 553;
}

/** Sender, recipient, content or size; everything else is about the server or how it is reached. */
const aboutTheMail = new Set(['EENVELOPE', 'EMESSAGE']);

/** RFC 4954: comes in answer to MAIL, and is about our credentials. */
const authenticationRequired = 530;

/** Servers like to repeat the address in their answer. */
function described(message: string, code: string | undefined): string {
  const line = withoutAddresses(message).replace(/\s+/g, ' ').slice(0, longestError);
  return code === undefined ? line : `${code}: ${line}`;
}
