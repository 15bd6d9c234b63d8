import { Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { AnalyticsOutbox } from '../../application/analytics-outbox.js';
import { Observations } from '../../application/observations.js';
import { SinkDeletions } from '../../application/sink-deletions.js';
import { eventName } from './fields.js';

const Ask = z.strictObject({ event: eventName.optional() });

const ParityView = z.object({
  items: z.array(
    z.object({
      event: z.string(),
      legacy: z.int().meta({ description: 'What calls of track() told.' }),
      typed: z.int().meta({ description: 'What typed facts told.' }),
      matched: z.int().meta({ description: 'What both told.' }),
      onlyLegacy: z.int(),
      onlyTyped: z.int(),
      differing: z
        .array(
          z.object({
            property: z.string(),
            count: z.int(),
            examples: z
              .array(z.object({ legacy: z.unknown(), typed: z.unknown() }))
              .readonly()
              .meta({ description: 'The latest; null where a side lacks it.' }),
          }),
        )
        .readonly(),
    }),
  ),
  superseded: z
    .array(z.object({ event: z.string(), producer: z.string(), calls: z.int(), lastDay: z.string() }))
    .meta({
      description:
        'Calls that were counted only, because typed facts tell of the event: who still makes them.',
    }),
});
const ForwardingView = z.object({
  configured: z.boolean().meta({ description: 'False when no analytics sink is configured.' }),
  waiting: z.int(),
  refused: z.int().meta({ description: 'Records that the sink will never take.' }),
  examples: z.array(z.object({ eventId: z.uuid(), name: z.string(), because: z.string() })).readonly(),
  deletions: z.object({ waiting: z.int(), because: z.string().nullable() }).meta({
    description: 'People whose accounts are gone, and whom the sink has not yet taken to delete, and why.',
  }),
});

/** How the two ways of telling compare, and what became of what was told. */
@Controller('api/v1/operator/telemetry')
@Policy('operator')
export class TelemetryParityController {
  constructor(
    private readonly observations: Observations,
    private readonly analytics: AnalyticsOutbox,
    private readonly deletions: SinkDeletions,
  ) {}

  @Get('parity')
  @Summary('Compare what old producers tell with what typed facts tell, while both are listened to')
  @Returns(200, ParityView)
  async parity(@Query({ schema: Ask }) { event }: z.infer<typeof Ask>): Promise<z.infer<typeof ParityView>> {
    const compared = await this.observations.parity(event);
    const superseded = await this.observations.superseded();
    return {
      items: compared.map(({ name, ...parity }) => ({
        ...parity,
        event: name,
        differing: parity.differing.map((each) => ({ ...each })),
      })),
      superseded: superseded
        .filter(({ name }) => event === undefined || name === event)
        .map(({ name, ...calls }) => ({ ...calls, event: name })),
    };
  }

  @Get('forwarding')
  @Summary('Show what waits for the analytics sink, and what it refused')
  @Returns(200, ForwardingView)
  async forwarding(): Promise<z.infer<typeof ForwardingView>> {
    return { ...(await this.analytics.state()), deletions: await this.deletions.state() };
  }
}
