import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { routeFaults, RouteFaultsError } from './route-faults.js';

/** Looks at every route once all of them are registered, and refuses the start when one says too little. */
@Injectable()
export class RouteAudit implements OnModuleInit {
  constructor(private readonly modules: ModuleRef) {}

  onModuleInit(): void {
    const faults = routeFaults(this.modules);
    if (faults.length > 0) throw new RouteFaultsError(faults);
  }
}
