import { ReadinessCheck } from '@boardwalk/http';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

@Injectable()
export class DatabaseReadiness extends ReadinessCheck {
  readonly name = 'database';

  constructor(private readonly pool: Pool) {
    super();
  }

  async check(): Promise<void> {
    await this.pool.query('SELECT 1');
  }
}
