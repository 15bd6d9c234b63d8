import { ProcessDescription } from '@boardwalk/inspection';
import { type DynamicModule, Module } from '@nestjs/common';
import { Address } from './address.js';
import { DatabaseReadiness } from './database-readiness.js';
import { FrontPageController } from './front-page.controller.js';
import { OperatorLink } from './operator-link.js';
import { OperatorPageController } from './operator-page.controller.js';
import { BacklogPressure, ConnectionPressure } from './pressure.js';

/** The pages that people come to first. */
@Module({})
export class FrontDoorModule {
  static with(running: ProcessDescription, url: string, link: OperatorLink): DynamicModule {
    return {
      module: FrontDoorModule,
      controllers: [FrontPageController, OperatorPageController],
      providers: [
        { provide: ProcessDescription, useValue: running },
        { provide: Address, useValue: new Address(url) },
        { provide: OperatorLink, useValue: link },
        DatabaseReadiness,
        ConnectionPressure,
        BacklogPressure,
      ],
    };
  }
}
