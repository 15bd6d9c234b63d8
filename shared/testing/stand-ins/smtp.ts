import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type MimeMessage, mimeMessage } from './mime-message.js';

/** A mail that the server has taken over. */
export interface DeliveredMail extends MimeMessage {
  /** The envelope, not the headers. */
  readonly sender: string;
  readonly recipients: readonly string[];
}

type Stage = 'connect' | 'mail' | 'rcpt' | 'data';

/** What the server does instead of taking a mail over. */
export type SmtpFault =
  /** It answers a command, or the whole mail (`data`), with this code. */
  | { readonly kind: 'refuse'; readonly at: Stage; readonly code: number; readonly text: string }
  /** It cuts the connection: at RCPT, or when it has read the whole mail and says nothing about it. */
  | { readonly kind: 'hang-up'; readonly at: 'rcpt' | 'data' }
  /** It takes the whole mail over, and cuts the connection before it says so. */
  | { readonly kind: 'take-and-hang-up' }
  /** It never answers: a command, or the whole mail (`data`, unless said otherwise). */
  | { readonly kind: 'fall-silent'; readonly at?: Stage };

/** A mail server on loopback that keeps what it gets, and fails on demand. */
export class SmtpStandIn {
  readonly mails: DeliveredMail[] = [];
  /** How often somebody connected. */
  connections = 0;
  private readonly faults: SmtpFault[] = [];
  private readonly silence = Promise.withResolvers<void>();
  private readonly sockets = new Map<string, Socket>();
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 1,
      onConnect: (session, done) => {
        this.connections += 1;
        this.meet('connect', session, done);
      },
      onMailFrom: (_address, session, done) => this.meet('mail', session, done),
      onRcptTo: (_address, session, done) => this.meet('rcpt', session, done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () =>
          this.meet('data', session, (error) => {
            if (!error) this.keep(session, Buffer.concat(chunks));
            if (!this.hangsUpAfter(session)) done(error);
          }),
        );
      },
    });
    // A client that goes away in the middle of it is what these tests are about.
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => {
      const peer = `${socket.remotePort}`;
      this.sockets.set(peer, socket);
      socket.once('close', () => this.sockets.delete(peer));
    });
  }

  static async start(): Promise<SmtpStandIn> {
    const standIn = new SmtpStandIn();
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The next mails meet these faults, one each, in this order; after them everything is well again. */
  failNext(...faults: readonly SmtpFault[]): void {
    this.faults.push(...faults);
  }

  /** Resolves when the server has read a mail that it will not answer. */
  fallenSilent(): Promise<void> {
    return this.silence.promise;
  }

  /** Afterwards connections are refused. */
  async stop(): Promise<void> {
    for (const socket of this.sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private meet(stage: Stage, { remotePort }: SMTPServerSession, done: (error?: Error | null) => void): void {
    const [fault] = this.faults;
    if (fault === undefined || fault.kind === 'take-and-hang-up' || (fault.at ?? 'data') !== stage)
      return done();
    this.faults.shift();
    if (fault.kind === 'refuse')
      return done(Object.assign(new Error(fault.text), { responseCode: fault.code }));
    if (fault.kind === 'fall-silent') this.silence.resolve();
    if (fault.kind === 'hang-up') this.sockets.get(`${remotePort}`)?.destroy();
  }

  private hangsUpAfter({ remotePort }: SMTPServerSession): boolean {
    if (this.faults[0]?.kind !== 'take-and-hang-up') return false;
    this.faults.shift();
    this.sockets.get(`${remotePort}`)?.destroy();
    return true;
  }

  private keep({ envelope }: SMTPServerSession, content: Buffer): void {
    this.mails.push({
      ...mimeMessage(content.toString('utf8')),
      sender: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
      recipients: envelope.rcptTo.map(({ address }) => address),
    });
  }
}
