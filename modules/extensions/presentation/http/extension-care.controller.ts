import {
  CurrentPrincipal,
  KnownPosition,
  NeedsScope,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { applyDecorators, Body, Controller, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { ChangeVisibility } from '../../application/change-visibility.js';
import { DeprecateExtension } from '../../application/deprecate-extension.js';
import { UndeprecateExtension } from '../../application/undeprecate-extension.js';
import { UnyankExtension } from '../../application/unyank-extension.js';
import { YankExtension } from '../../application/yank-extension.js';
import { editOf, extensionName, extensionVersion, reason, visibility } from './fields.js';

const version = extensionVersion.optional().meta({ description: 'All versions when absent.' });
const Yank = z.strictObject({
  reason: reason.meta({ description: 'Told to everybody who asks for it.' }),
  version,
});
const Unyank = z.strictObject({ version });
const Deprecation = z.strictObject({
  supersededBy: extensionName
    .optional()
    .meta({ description: 'The extension to use in its place. Whoever sees this one must see that one.' }),
});
const Visibility = z.strictObject({ visibility });

/** What all that a collective does about its extensions is refused with. */
function RefusesStrangers(): MethodDecorator {
  return applyDecorators(
    Refuses('extension-not-found', 'not-found', 'Your collectives have no extension of this name.'),
    Refuses(
      'not-yours-to-change',
      'forbidden',
      'Owners and admins do that; members, to versions of their own.',
    ),
    Refuses('extension-taken-down', 'gone', 'An operator took it down, and says why.'),
    Refuses('projection-behind', 'behind', 'What you were told of has not arrived here yet.'),
  );
}

/** What a collective does about an extension after publishing it. Slashes of the name are written `%2F`. */
@Controller('api/v1/extensions/:name')
@Policy('user')
@NeedsScope('extensions:write')
export class ExtensionCareController {
  constructor(private readonly commands: CommandBus) {}

  @Post('yank')
  @Summary('Withdraw a version, or all of them: they are not pulled any more')
  @Returns(204)
  @RefusesStrangers()
  @Refuses('invalid-version', 'invalid', 'The version is not YYYY.MM.DD.MICRO with a date that exists.')
  @Refuses('version-not-found', 'not-found', 'The extension has no such version.')
  @Refuses('yanked', 'gone', 'It is withdrawn already, by itself or with all versions.')
  async yank(
    @Param('name', { schema: extensionName }) name: string,
    @Body({ schema: Yank }) { reason, version }: z.infer<typeof Yank>,
    @CurrentPrincipal() by: Principal,
    @KnownPosition() position?: string,
  ): Promise<void> {
    await this.commands.execute(new YankExtension(editOf(name, by, position), reason, version));
  }

  @Post('unyank')
  @Summary('Let a version, or all that were withdrawn together, be pulled again')
  @Returns(204)
  @RefusesStrangers()
  @Refuses('invalid-version', 'invalid', 'The version is not YYYY.MM.DD.MICRO with a date that exists.')
  @Refuses('version-not-found', 'not-found', 'The extension has no such version.')
  @Refuses('not-yanked', 'conflict', 'It is not withdrawn.')
  @Refuses('yanked-as-a-whole', 'conflict', 'All versions are withdrawn together; take that back first.')
  async unyank(
    @Param('name', { schema: extensionName }) name: string,
    @Body({ schema: Unyank }) { version }: z.infer<typeof Unyank>,
    @CurrentPrincipal() by: Principal,
    @KnownPosition() position?: string,
  ): Promise<void> {
    await this.commands.execute(new UnyankExtension(editOf(name, by, position), version));
  }

  @Post('deprecate')
  @Summary('Say that nobody should begin to use an extension; it is pulled as before')
  @Returns(204)
  @RefusesStrangers()
  @Refuses(
    'successor-unknown',
    'invalid',
    'The other extension is not there for everybody who sees this one.',
  )
  async deprecate(
    @Param('name', { schema: extensionName }) name: string,
    @Body({ schema: Deprecation }) { supersededBy }: z.infer<typeof Deprecation>,
    @CurrentPrincipal() by: Principal,
    @KnownPosition() position?: string,
  ): Promise<void> {
    await this.commands.execute(new DeprecateExtension(editOf(name, by, position), supersededBy));
  }

  @Post('undeprecate')
  @Summary('Recommend an extension again')
  @Returns(204)
  @RefusesStrangers()
  async undeprecate(
    @Param('name', { schema: extensionName }) name: string,
    @CurrentPrincipal() by: Principal,
    @KnownPosition() position?: string,
  ): Promise<void> {
    await this.commands.execute(new UndeprecateExtension(editOf(name, by, position)));
  }

  @Put('visibility')
  @Summary('Show an extension to everybody, or to members only')
  @Returns(204)
  @RefusesStrangers()
  async changeVisibility(
    @Param('name', { schema: extensionName }) name: string,
    @Body({ schema: Visibility }) body: z.infer<typeof Visibility>,
    @CurrentPrincipal() by: Principal,
    @KnownPosition() position?: string,
  ): Promise<void> {
    await this.commands.execute(new ChangeVisibility(editOf(name, by, position), body.visibility));
  }
}
