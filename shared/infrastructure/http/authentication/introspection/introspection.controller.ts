import { Body, Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { Returns, Summary } from '../../routes/returns.js';
import { Identification } from '../identification.js';
import { Policy } from '../policy.js';
import type { Principal } from '../principal.js';

const Credentials = z.strictObject({
  bearer: z.string().max(4_096).optional(),
  cookie: z.string().max(16_384).optional(),
});

/** A principal as it travels between the processes of one platform. */
export const Introspected = z.object({
  principal: z
    .union([
      z.object({
        kind: z.literal('user'),
        userId: z.string(),
        username: z.string(),
        scopes: z.array(z.string()),
      }),
      z.object({ kind: z.literal('client'), clientId: z.string(), scopes: z.array(z.string()) }),
      z.object({
        kind: z.literal('collective'),
        collectiveId: z.string(),
        slug: z.string(),
        userId: z.string(),
        username: z.string(),
        scopes: z.array(z.string()),
      }),
    ])
    .nullable()
    .meta({ description: 'Null when the credentials are unknown, expired or revoked.' }),
});
export type Introspected = z.infer<typeof Introspected>;

/** Answers the processes in which nobody can sign in: who has these credentials? */
@Controller('internal/introspection')
@Policy('service')
export class IntrospectionController {
  constructor(private readonly identification: Identification) {}

  @Post()
  @Summary('Tell another process of this platform whose credentials these are')
  @Returns(200, Introspected)
  async introspect(
    @Body({ schema: Credentials }) credentials: z.infer<typeof Credentials>,
  ): Promise<Introspected> {
    const { bearer, cookie } = credentials;
    const principal = await this.identification.of({
      ...(bearer !== undefined && { bearer }),
      ...(cookie !== undefined && { cookie }),
    });
    return { principal: principal && toldOf(principal) };
  }
}

function toldOf(principal: Principal): Introspected['principal'] {
  const scopes = [...principal.scopes];
  if (principal.kind === 'client') return { kind: 'client', clientId: principal.clientId, scopes };
  if (principal.kind === 'collective') return { kind: 'collective', ...principal.collective, scopes };
  if (!principal.isUser()) return null;
  return { kind: 'user', userId: principal.userId, username: principal.username, scopes };
}
