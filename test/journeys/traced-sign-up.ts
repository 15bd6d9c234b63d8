import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '@boardwalk/domain';
import { DiscordStandIn, notYet, SmtpStandIn, testDatabase, until } from '@boardwalk/testing';
import { type ReceivedSpan, OtlpReceiver } from '../servers/otlp-receiver.js';
import { PlatformProcess } from '../servers/platform-process.js';

/** Who signs up. */
export const ada = {
  username: 'ada',
  email: 'ada.lovelace@example.org',
  password: 'the-analytical-engine',
  displayName: 'Ada',
};

/** Contexts of each process; people sign up at the first. */
export const splits = {
  1: [undefined],
  2: ['identity,collectives,extensions', 'notifications,stats,discord,telemetry'],
} as const;

export interface TracedSignUp {
  /** What a foreign receiver has decoded, from all processes. */
  readonly receiver: Pick<OtlpReceiver, 'spans' | 'requests'>;
  /** The request. */
  readonly root: ReceivedSpan;
  /** The texts of the mails. */
  readonly mails: readonly string[];
  readonly databaseUrl: string;
}

/**
 * Somebody signs up, and everything that follows is waited for. The mail server refuses once.
 *
 * @param carriage TRANSPORT, and the variable that it needs
 */
export async function tracedSignUp(
  processes: keyof typeof splits,
  carriage: Readonly<Record<string, string>>,
): Promise<TracedSignUp> {
  await using open = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sign-up-trace-'));
  open.defer(() => rm(folder, { recursive: true, force: true }));
  const database = open.adopt(await testDatabase('sign-up trace'), (each) => each.drop());
  const receiver = open.adopt(await OtlpReceiver.start(), (each) => each.stop());
  const mailServer = open.adopt(await SmtpStandIn.start(), (each) => each.stop());
  const discord = open.adopt(await DiscordStandIn.start({ clock: new SystemClock() }), (each) => each.stop());
  mailServer.failNext({ kind: 'refuse', at: 'connect', code: 421, text: 'Busy. Come again.' });

  const platforms: PlatformProcess[] = [];
  for (const [index, contexts] of splits[processes].entries()) {
    const first = platforms.at(0);
    const platform = await PlatformProcess.start(join(folder, String(index)), {
      ...carriage,
      DATABASE_URL: database.url,
      BOARDWALK_SECRET: 'a-secret-of-the-trace-journey-0123456789',
      SMTP_URL: mailServer.url,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_WEBHOOK_URL: DiscordStandIn.webhookUrl,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      ...(contexts !== undefined && { CONTEXTS: contexts }),
      ...(first !== undefined && { IDENTITY_URL: first.url }),
    });
    platforms.push(platform);
  }
  const [platform] = platforms;
  const answer = await fetch(`${platform?.url}/api/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ada),
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  await until('the mails and the post', async () => {
    const seen = [mailServer.mails.length, discord.messages.length];
    return seen[0] === 2 && seen[1] === 1 ? seen : notYet(seen);
  });
  await platform?.caughtUp();
  for (const each of platforms) {
    const code = await each.stop();
    if (code !== 0) throw new Error(`A platform ended with ${code}:\n${each.output}`);
  }

  const [root, ...others] = receiver.named('POST /api/v1/users');
  if (root === undefined || others.length > 0)
    throw new Error(
      `${others.length + (root === undefined ? 0 : 1)} spans of the request among ${receiver.spans.length}:\n${platform?.output}`,
    );
  return {
    receiver: { spans: [...receiver.spans], requests: [...receiver.requests] },
    root,
    mails: mailServer.mails.map(({ text }) => text),
    databaseUrl: database.url,
  };
}
