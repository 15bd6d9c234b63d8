import { draining } from './draining.ts';

export const row = draining({ batch: true, events: 40_000, timesGraphile: 3.5 });
