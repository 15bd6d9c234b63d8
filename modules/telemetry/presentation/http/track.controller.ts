import {
  BodyLimit,
  CurrentPrincipal,
  NeedsScope,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { type Tracked, TrackEvent, trackLimits } from '../../application/track-event.js';
import { eventName, insertId, trackedProperties } from './fields.js';
import { ProducerGuard } from './producer.guard.js';
import { contractNamed, distinctIdOf, occurrenceKeyOf } from '../consumers/occurrence.js';
import { withoutPersonal } from '../consumers/personal-properties.js';

const Call = z.strictObject({
  event: eventName,
  properties: trackedProperties.default({}),
  insertId: insertId.optional(),
  time: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional()
    .meta({ description: 'When it happened; now unless given.' }),
});

const Told = z.object({
  outcome: z.enum(['recorded', 'matched', 'superseded', 'repeated']).meta({
    description:
      '`recorded` · `matched`: the typed fact has told it already · `superseded`: typed facts tell of this event, so it was counted only · `repeated`: the same `insertId` came before.',
  }),
  leftOut: z
    .array(z.string())
    .readonly()
    .meta({ description: 'Properties that are personal, and were not kept.' }),
});

/** The old way to tell that something happened, for producers that still use it. */
@Controller('api/v1/telemetry/track')
@Policy('client', 'operator')
@NeedsScope('telemetry:write')
@UseGuards(ProducerGuard)
export class TrackController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @BodyLimit(trackLimits.bodyBytes)
  @Summary('Tell that something happened, as track(event, properties) always did')
  @Returns(200, Told)
  @Refuses('not-a-producer', 403, 'No operator has named the API client as a producer.')
  async track(
    @Body({ schema: Call }) { event, properties, insertId, time }: z.infer<typeof Call>,
    @CurrentPrincipal() producer: Principal,
  ): Promise<z.infer<typeof Told>> {
    const contract = contractNamed(event);
    const { kept, leftOut } = withoutPersonal(properties, contract);
    const name = producer.kind === 'client' ? producer.clientId : producer.kind;
    const subject = contract === null ? undefined : kept[contract.key];
    const given = kept['distinct_id'];
    const distinctId = (
      distinctIdOf(kept) ??
      [subject, given].find((id) => typeof id === 'string') ??
      name
    ).slice(0, trackLimits.distinctIdLength);
    const key = contract === null ? null : occurrenceKeyOf(contract, kept, distinctId);
    const call = new TrackEvent(event, kept, distinctId, key, insertId, time, name);
    const outcome = await this.commands.execute<TrackEvent, Tracked>(call);
    return { outcome, leftOut };
  }
}
