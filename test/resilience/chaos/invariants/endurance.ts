import { breachesOf, byQuery, type Invariant } from './invariant.ts';

/** One in a hundred keys stands still for a while in most subscriptions, and a few wait for a retry. */
const shareOfDeliveries = 0.03;
const few = 500;

/** Bytes. A process of the siege starts at a third of it. */
const mostRss = 400_000_000;

/** A process has a few subscriptions and senders, each of which waits for one connection at a time. */
const mostWaiting = 50;

/** Attempts that the retry policy of the siege's consumers allows before a redrive. */
const mostAttempts = 20;

const inTime: Invariant = {
  id: 'I10',
  truth: 'everything was delivered soon after the last fault',
  breaches: async ({ convergence, bounds }) =>
    breachesOf(
      Object.entries(convergence).flatMap(([stage, ms]) => {
        if (ms === undefined) return [`${stage}: never`];
        return bounds !== undefined && ms > bounds.convergenceMs
          ? [`${stage}: ${Math.round(ms)} ms, more than ${bounds.convergenceMs}`]
          : [];
      }),
    ),
};

const small: Invariant = {
  id: 'I14',
  truth: 'memory, waiting and depth stayed small throughout',
  breaches: async ({ witness, peak, subscriptions }) => {
    const [row] = await witness.rows<{ facts: number }>('SELECT count(*)::int AS facts FROM chaos.changes');
    const mostDepth = few + (row?.facts ?? 0) * Object.keys(subscriptions).length * shareOfDeliveries;
    return breachesOf([
      ...(peak.rss > mostRss ? [`${peak.rss} bytes in a process`] : []),
      ...(peak.waiting > mostWaiting ? [`${peak.waiting} waited for a connection`] : []),
      ...(peak.depth > mostDepth ? [`${peak.depth} deliveries had not ended`] : []),
    ]);
  },
};

const fewRetries = byQuery(
  'I14b',
  'nothing was tried more often than its policy allows',
  `SELECT subscription, event_id, attempts, redrives FROM messaging.deliveries
   WHERE attempts > ${mostAttempts} * (redrives + 1)`,
);

const alive: Invariant = {
  id: 'alive',
  truth: 'no process ended by itself',
  breaches: async ({ deaths }) => breachesOf(deaths),
};

export const enduranceInvariants: readonly Invariant[] = [inTime, small, fewRetries, alive];
