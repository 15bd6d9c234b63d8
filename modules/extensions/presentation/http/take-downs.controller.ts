import { Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { RestoreExtension } from '../../application/restore-extension.js';
import { TakeDownExtension } from '../../application/take-down-extension.js';
import { extensionName, reason } from './fields.js';

const TakeDown = z.strictObject({
  reason: reason.meta({ description: 'Told to everybody who asks for the extension by its name.' }),
});

/** Slashes of the name are written `%2F`. */
@Controller('api/v1/operator/extensions/:name')
@Policy('operator')
export class TakeDownsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('take-down')
  @Summary('Hide an extension from everybody')
  @Returns(204)
  @Refuses('extension-not-found', 'not-found', 'No extension has this name.')
  @Refuses('invalid-extension-name', 'invalid', 'The name is not of the form @collective/name.')
  @Refuses('extension-taken-down', 'gone', 'It is hidden already.')
  async takeDown(
    @Param('name', { schema: extensionName }) name: string,
    @Body({ schema: TakeDown }) { reason }: z.infer<typeof TakeDown>,
  ): Promise<void> {
    await this.commands.execute(new TakeDownExtension(name, reason));
  }

  @Post('restore')
  @Summary('Show an extension again that was hidden')
  @Returns(204)
  @Refuses('extension-not-found', 'not-found', 'No extension has this name.')
  @Refuses('invalid-extension-name', 'invalid', 'The name is not of the form @collective/name.')
  @Refuses('extension-not-taken-down', 'conflict', 'It is not hidden.')
  async restore(@Param('name', { schema: extensionName }) name: string): Promise<void> {
    await this.commands.execute(new RestoreExtension(name));
  }
}
