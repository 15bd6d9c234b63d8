import { type Clock, type Randomness, SystemIds } from '@boardwalk/domain';
import type { Transport } from '@boardwalk/messaging';
import { type ContextName, createPlatform } from '@boardwalk/platform';
import { DiscordStandIn, FaultInjectingTransport, type Faults } from '@boardwalk/testing';
import { quickPasswords } from './quick-passwords.ts';

export const operator = 'operator-token-of-the-journeys-0123456789';
const secret = 'secret-of-the-journeys-0123456789abcdefghij';

/** Where a journey takes place, the same for all its processes. */
export interface Surroundings {
  readonly databaseUrl: string;
  readonly home: string;
  readonly smtpUrl: string;
  readonly discordApiUrl: string;
  readonly faults: Faults;
}

export interface JourneyPlatform extends Surroundings {
  readonly contexts: readonly ContextName[];
  readonly identityUrl?: string;
}

/** The platform as it puts itself together, with a transport that misbehaves. Nothing moves in it unless it is drained. */
export function journeyPlatform(
  { contexts, identityUrl, databaseUrl, home, smtpUrl, discordApiUrl, faults }: JourneyPlatform,
  { clock, randomness, transport }: { clock: Clock; randomness: Randomness; transport?: Transport },
): ReturnType<typeof createPlatform> {
  return createPlatform({
    contexts,
    roles: ['web'],
    databaseUrl,
    operatorToken: operator,
    ...(identityUrl !== undefined && { identityUrl }),
    transport: new FaultInjectingTransport(faults, randomness, transport),
    clock,
    ids: new SystemIds(clock),
    randomness,
    secret,
    passwords: quickPasswords,
    publicUrl: 'http://boardwalk.test',
    home,
    smtpUrl,
    discordApiUrl,
    discordWebhookUrl: DiscordStandIn.webhookUrl,
  });
}
