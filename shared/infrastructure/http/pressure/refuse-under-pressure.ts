import { finished } from 'node:stream';
import { asRequest } from '@boardwalk/persistence';
import type { BoardwalkAdapter } from '../http-adapter.js';
import { overloaded } from '../problems/overloaded.js';
import { isInternal, pathOf } from '../tracing/request-span.js';
import type { Pressures } from './backpressure.js';

/** Requests under way at the most: what each of them holds in memory is bounded by the body limit, and so is the sum. */
const mostUnderWay = 500;

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Whoever watches over the program must hear from it most of all when it is under pressure: these wait in no line. */
const alwaysAnswered = new Set(['/healthz', '/readyz']);

/**
 * Refuses before the body is read or anybody is asked who the caller is. What is admitted waits for the database as a request:
 * not for long.
 */
export function refuseUnderPressure(adapter: BoardwalkAdapter, pressures: Pressures): void {
  let underWay = 0;
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    const path = pathOf(request);
    if (alwaysAnswered.has(path)) return done();
    const writes = !reads.has(request.method) && !isInternal(path);
    if (underWay >= mostUnderWay || pressures.areTooHigh(writes)) return done(overloaded());
    underWay += 1;
    finished(reply.raw, () => {
      underWay -= 1;
    });
    asRequest(done);
  });
}
