import type { LandingPlaces, OpenDatabase, OtherDatabase, SealedKey } from '@boardwalk/messaging';
import { PrunedPositionError } from '@boardwalk/messaging';
import { ServedLog } from './served-log.js';
import { ServedNews } from './served-news.js';
import { ServiceCalls } from './service-calls.js';

/** Persons that are asked about at once. */
const mostSubjects = 500;

/**
 * Another database whose log a process of the platform serves, for those who have no connection to it.
 * @param url where that process is reached
 * @param serviceToken shows that a process of the same platform asks
 */
export function servedDatabase(url: string, serviceToken: string): OpenDatabase {
  return () => {
    const name = url.replace(/\/$/, '');
    const log = new ServedLog(new ServiceCalls(name, serviceToken));
    return {
      name,
      reader: log,
      readers: readersOf(log),
      keys: { find: (subjects) => keysOf(log, subjects) },
      destinations: (transport) => landingPlacesOf(log, transport),
      news: (grew) => new ServedNews(log, grew),
    };
  };
}

function readersOf(log: ServedLog): OtherDatabase['readers'] {
  return {
    report: async (database, places) => {
      const { oldest, missing } = await log.ask('readers', { database, places: [...places] });
      const refused = places.find(({ subscription }) => subscription === missing);
      if (refused !== undefined) throw new PrunedPositionError(refused.subscription, refused.cursor, oldest);
      return oldest;
    },
    awaitTick: async () => {
      await log.ask('settled', {});
    },
  };
}

async function keysOf(log: ServedLog, subjects: readonly string[]): Promise<readonly SealedKey[]> {
  const keys: SealedKey[] = [];
  for (let at = 0; at < subjects.length; at += mostSubjects) {
    const answer = await log.ask('keys', { subjects: subjects.slice(at, at + mostSubjects) });
    const erased = new Set(answer.erased);
    for (const { subject, sealed } of answer.keys)
      keys.push({ subject, sealed: Buffer.from(sealed, 'base64'), erased: erased.delete(subject) });
    for (const subject of erased) keys.push({ subject, sealed: null, erased: true });
  }
  return keys;
}

function landingPlacesOf(log: ServedLog, transport: string): LandingPlaces {
  return {
    channelOf: async ({ database, context }) =>
      (await log.ask('channels', { database, context, transport })).channel,
    ordinalOf: async ({ tick, pos }) => (await log.ask('ordinals', { tick, pos })).ordinal,
    report: async ({ database, context }, { tick, pos, ordinal }, saidAt) => {
      const place = { tick, pos, ordinal };
      const said = { database, context, transport, place, saidAt: saidAt.toISOString() };
      return (await log.ask('landings', said)).incarnation;
    },
  };
}
