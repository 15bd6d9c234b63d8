import { draining } from './draining.ts';

export const row = draining({ batch: false, buckets: 8, events: 5_000, timesGraphile: 2 });
