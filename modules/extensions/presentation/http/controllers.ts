import { ArchivesController } from './archives.controller.js';
import { ExtensionCareController } from './extension-care.controller.js';
import { ExtensionsController } from './extensions.controller.js';
import { PublicationsController } from './publications.controller.js';
import { PublicationsImportController } from './publications-import.controller.js';
import { TakeDownsController } from './take-downs.controller.js';

export const controllers = [
  PublicationsController,
  ExtensionsController,
  ArchivesController,
  ExtensionCareController,
  TakeDownsController,
  PublicationsImportController,
];
