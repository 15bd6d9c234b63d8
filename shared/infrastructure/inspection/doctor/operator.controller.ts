import { Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { ProcessDescription } from '../process-description.js';
import { Doctor } from './doctor.js';

const ProcessView = z.object({
  version: z.string(),
  contexts: z.array(z.string()).readonly(),
  roles: z.array(z.string()).readonly(),
  transport: z.string(),
  given: z.array(z.string()).readonly().meta({
    description: 'Variables of the environment that were set for it, without what they say.',
  }),
});

const Examination = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      detail: z.string(),
      mend: z.string().nullable().meta({ description: 'What to do about it; null when all is well.' }),
    }),
  ),
});

@Controller('api/v1/operator')
@Policy('operator')
export class OperatorController {
  constructor(
    private readonly process: ProcessDescription,
    private readonly doctor: Doctor,
  ) {}

  @Get()
  @Summary('Tell what runs in this process')
  @Returns(200, ProcessView)
  describe(): ProcessDescription {
    return this.process;
  }

  @Get('doctor')
  @Summary('Examine the database, the log, the subscriptions and the tracing')
  @Returns(200, Examination)
  async examine(): Promise<z.infer<typeof Examination>> {
    const checks = await this.doctor.examine();
    return { ok: checks.every(({ ok }) => ok), checks };
  }
}
