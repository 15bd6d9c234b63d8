import { DomainError, ProjectionBehindError } from '@boardwalk/domain';
import { KnownPosition, Policy, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { ImportCollective, type ImportOutcome } from '../../application/import-collective.js';
import { ImportMember } from '../../application/import-member.js';
import { collectiveName, moment, slug, username } from './fields.js';

const Import = z.strictObject({
  collectives: z
    .array(z.strictObject({ slug, name: collectiveName.optional(), founder: username, foundedAt: moment }))
    .max(1000),
  members: z.array(z.strictObject({ slug, username, joinedAt: moment })).max(1000),
});

const Result = z.object({
  slug: z.string(),
  username: z
    .string()
    .optional()
    .meta({ description: 'The member a line is about; absent where it is about the collective.' }),
  status: z.enum(['done', 'repeated', 'rejected', 'behind']).meta({
    description:
      '`done` now · `repeated`: it was so before · `rejected` for good, see `reason` · `behind`: send the line again in a moment.',
  }),
  reason: z.string().optional(),
});
type Result = z.infer<typeof Result>;

/** Each line is a command of its own: one that is refused undoes no other. */
@Controller('api/v1/operator/collectives::import')
@Policy('operator')
export class CollectivesImportController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Summary('Bring in collectives and their members from elsewhere')
  @Returns(200, z.object({ results: z.array(Result) }))
  async bringIn(
    @Body({ schema: Import }) body: z.infer<typeof Import>,
    @KnownPosition() position?: string,
  ): Promise<{ results: Result[] }> {
    const results: Result[] = [];
    const behind = new Set<string>();
    for (const { slug, name, founder, foundedAt } of body.collectives) {
      const outcome = await this.outcome(
        new ImportCollective(slug, name ?? slug, founder, foundedAt, position),
      );
      if (outcome.status === 'behind') behind.add(slug);
      results.push({ slug, ...outcome });
    }
    for (const { slug, username, joinedAt } of body.members) {
      // Whoever joins a collective that is still to come is to come, too.
      const outcome = behind.has(slug)
        ? ({ status: 'behind' } as const)
        : await this.outcome(new ImportMember(slug, username, joinedAt, position));
      results.push({ slug, username, ...outcome });
    }
    return { results };
  }

  private async outcome(
    command: ImportCollective | ImportMember,
  ): Promise<Pick<Result, 'status' | 'reason'>> {
    try {
      return { status: await this.commands.execute<typeof command, ImportOutcome>(command) };
    } catch (error) {
      if (error instanceof ProjectionBehindError) return { status: 'behind' };
      if (error instanceof DomainError) return { status: 'rejected', reason: error.message };
      throw error;
    }
  }
}
