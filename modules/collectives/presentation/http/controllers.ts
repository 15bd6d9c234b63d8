import type { Type } from '@nestjs/common';
import { CollectivesImportController } from './collectives-import.controller.js';
import { CollectivesController } from './collectives.controller.js';
import { InvitesController } from './invites.controller.js';
import { MembersController } from './members.controller.js';
import { OwnCollectivesController } from './own-collectives.controller.js';
import { OwnInvitesController } from './own-invites.controller.js';
import { TokensController } from './tokens.controller.js';

export const controllers: Type[] = [
  CollectivesController,
  OwnCollectivesController,
  MembersController,
  InvitesController,
  OwnInvitesController,
  TokensController,
  CollectivesImportController,
];
