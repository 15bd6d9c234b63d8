import { Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { ReinstateAccount } from '../../application/reinstate-account.js';
import { SuspendAccount } from '../../application/suspend-account.js';

const userId = z.string().max(64);
const Why = z.strictObject({ reason: z.string().min(1).max(500) });
const Standing = z.object({ userId: z.string(), status: z.enum(['active', 'suspended']) });

/** What operators do to accounts. */
@Controller('api/v1/operator/users')
@Policy('operator')
export class AccountsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':userId/suspend')
  @Summary('Shut somebody out: sessions end, keys rest, the profile is not shown')
  @Returns(200, Standing)
  @Refuses('user-not-found', 'not-found', 'No account has this id.')
  @Refuses('invalid-reason', 'invalid', 'The reason is empty or too long.')
  async suspend(
    @Param('userId', { schema: userId }) id: string,
    @Body({ schema: Why }) { reason }: z.infer<typeof Why>,
  ): Promise<z.infer<typeof Standing>> {
    await this.commands.execute(new SuspendAccount(id, reason));
    return { userId: id, status: 'suspended' };
  }

  @Post(':userId/reinstate')
  @Summary('Let somebody in again who was suspended')
  @Returns(200, Standing)
  @Refuses('user-not-found', 'not-found', 'No account has this id.')
  async reinstate(@Param('userId', { schema: userId }) id: string): Promise<z.infer<typeof Standing>> {
    await this.commands.execute(new ReinstateAccount(id));
    return { userId: id, status: 'active' };
  }
}
