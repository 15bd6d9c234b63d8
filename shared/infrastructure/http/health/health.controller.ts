import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../authentication/policy.js';
import { HttpProblem } from '../problems/problem.js';
import { Refuses, Returns, Summary } from '../routes/returns.js';
import { Readiness } from './readiness.js';

const Alive = z.object({ status: z.literal('alive') });
const Ready = z.object({
  status: z.literal('ready'),
  checks: z.array(z.object({ name: z.string(), ready: z.boolean() })),
});

@Controller()
@Policy('public')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('healthz')
  @Summary('Tell whether the process runs')
  @Returns(200, Alive)
  alive() {
    return { status: 'alive' };
  }

  @Get('readyz')
  @Summary('Tell whether the process can serve')
  @Returns(200, Ready)
  @Refuses('not-ready', 503, 'Something that the server needs does not answer.')
  async ready() {
    const checks = await this.readiness.check();
    const missing = checks.filter((check) => !check.ready).map((check) => check.name);
    if (missing.length === 0) return { status: 'ready', checks };
    throw new HttpProblem(
      503,
      'not-ready',
      `Not ready: ${missing.join(', ')}. The log says why; ask again in a moment.`,
      {
        details: { checks },
        headers: { 'retry-after': '5' },
      },
    );
  }
}
