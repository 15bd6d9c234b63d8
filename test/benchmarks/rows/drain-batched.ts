import { draining } from './draining.ts';

export const row = draining({ batch: true, buckets: 1, events: 20_000, timesGraphile: 3.5 });
