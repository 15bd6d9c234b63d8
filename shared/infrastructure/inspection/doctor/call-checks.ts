import type { CallAccount, IntentSender } from '@boardwalk/messaging';
import { type Finding, ill, well } from './finding.js';

/** Calls that are due for longer than this, while none is made, are not made at all: a sender looks every second. */
const patienceMs = 60_000;

/** Every call to the world outside that was promised is made, refused, parked or still to come. One line per queue, or several. */
export async function callsAddUp(intents: IntentSender): Promise<Finding[]> {
  const accounts = await intents.accounts(patienceMs);
  return accounts.flatMap((account) => {
    const wrong = [unaccounted, madeTwice, leftLying, unknown].flatMap((check) => check(account) ?? []);
    return wrong.length > 0 ? wrong : [well(account.queue, summary(account))];
  });
}

function summary({ examined, sent, failed, pending }: CallAccount): string {
  return `${calls(examined)} promised: ${said(sent)} made, ${said(failed)} given up, ${said(pending)} to come.`;
}

/** Its attempts were recorded with it, so what they say is what it says. */
function unaccounted({ queue, unaccounted: count, unaccountedId }: CallAccount): Finding | null {
  if (count === 0) return null;
  return ill(
    queue,
    `Broken: the attempts at ${calls(count)} do not tell how it became what it is; one is ${unaccountedId}.`,
    `The program never writes this: somebody changed ${queue} or ${queue}_attempts by hand, or a restore was partial. Ask whoever was called, and set the status to sent or failed and the outcome of the last attempt to accepted or refused.`,
  );
}

function madeTwice({ queue, twice, twiceId }: CallAccount): Finding | null {
  if (twice === 0) return null;
  return ill(
    queue,
    `Broken: ${calls(twice)} of the last seven days arrived more than once; one is ${twiceId}.`,
    'It was made again although it had arrived. Tell whoever was called; settle a call as "again" only when it is certain that it did not arrive.',
  );
}

function leftLying({ queue, lying, lyingSince }: CallAccount): Finding | null {
  if (lying === 0 || lyingSince === null) return null;
  return ill(
    queue,
    `Nobody makes ${calls(lying)}, due since ${lyingSince.toISOString()}.`,
    `Start a process whose ROLES include worker and whose CONTEXTS include ${queue.split('.', 1)[0]}, or look into its log for "${queue} stands still".`,
  );
}

function unknown({ queue, unknown: count }: CallAccount): Finding | null {
  if (count === 0) return null;
  return ill(
    queue,
    `Nobody knows whether ${calls(count)} arrived.`,
    'Ask whoever was called, then say what became of each: "boardwalk calls ls", and "boardwalk calls settle".',
  );
}

function calls(count: number): string {
  return `${said(count)} call${count === 1 ? '' : 's'}`;
}

function said(count: number): string {
  return count.toLocaleString('en');
}
