import { draining } from './draining.ts';

export const row = draining({ batch: false, events: 10_000, timesGraphile: 2 });
