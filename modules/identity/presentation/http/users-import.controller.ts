import { BodyLimit, Policy, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { type ImportedUserResult, ImportUsers } from '../../application/import-users.js';
import { moment } from './fields.js';

/** Lines in one request. */
const mostLines = 1000;

// Names are checked line by line, so that a bad one does not keep the others out.
const Import = z.strictObject({
  users: z
    .array(
      z.strictObject({
        username: z.string().max(100),
        displayName: z.string().max(200).optional(),
        registeredAt: moment,
      }),
    )
    .max(mostLines),
});

const Result = z.object({
  username: z.string(),
  status: z.enum(['done', 'repeated', 'rejected']).meta({
    description: '`done` now · `repeated`: the name was there before · `rejected` for good, see `reason`.',
  }),
  userId: z.string().optional(),
  reason: z.string().optional(),
});

@Controller('api/v1/operator/users::import')
@Policy('operator')
export class UsersImportController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Summary('Bring in people from elsewhere, without address or password')
  @BodyLimit(500_000)
  @Returns(200, z.object({ results: z.array(Result) }))
  async bringIn(
    @Body({ schema: Import }) body: z.infer<typeof Import>,
  ): Promise<{ results: ImportedUserResult[] }> {
    return { results: await this.commands.execute(new ImportUsers(body.users)) };
  }
}
