import { parseArgs } from 'node:util';
import { runSchedule } from './schedule.ts';
const { values } = parseArgs({ options: { schedules: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' }, seed: { type: 'string' }, story: { type: 'boolean', default: false } } });
Error.stackTraceLimit = values.story ? 10 : 0;
if (values.seed !== undefined) {
  const story: string[] = [];
  const o = await runSchedule(Number(values.seed), story);
  console.log(story.join('\n'));
  console.log(o);
} else {
  const began = performance.now();
  let bad = 0; let events = 0, took = 0, facts = 0;
  const n = Number(values.schedules);
  for (let i = 0; i < n; i++) {
    const o = await runSchedule(Number(values.from) + i);
    events += o.events; took += o.took; facts += o.facts;
    if (o.violations.length) { bad++; if (bad < 30) console.log(o.seed, o.violations.slice(0, 3)); }
  }
  const s = (performance.now() - began) / 1000;
  const c = process.cpuUsage(); console.log({ cpuRate: n / ((c.user + c.system) / 1e6), n, bad, rate: n / s, eventsPer: events / n, virtualSecondsPer: took / n / 1e6, factsPer: facts / n });
}
