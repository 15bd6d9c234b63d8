import { draining } from './draining.ts';

export const row = draining({ batch: true, buckets: 1, events: 40_000, timesGraphile: 3.5 });
