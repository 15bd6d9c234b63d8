import { Module } from '@nestjs/common';
import { News } from './news.js';
import { ThisLogGuard } from './this-log.guard.js';
import { LogIdentityController, ServedLogController } from './served-log.controller.js';

/** Serves the log of the database that this process belongs to. Imported once, by the app. */
@Module({ controllers: [LogIdentityController, ServedLogController], providers: [News, ThisLogGuard] })
export class ServedLogModule {}
