import { Projections } from '@boardwalk/domain';
import type { UnitsOfWork } from '@boardwalk/persistence';
import type { DeliveryHost } from './delivery/delivery-host.js';
import { genesis, type Position } from './log/position.js';

/** The window of a fact is that of the first tick whose snapshot shows its transaction. */
const behindTheFact = `SELECT EXISTS (
  SELECT FROM messaging.facts f
  WHERE f.pos = $1 AND NOT EXISTS (
    SELECT FROM messaging.ticks t
    WHERE pg_visible_in_snapshot(f.xid, t.snapshot) AND (t.tick = $2::bigint - 1 OR (t.tick = $2::bigint AND f.pos <= $3::bigint))
  )) AS behind`;

const storedCursor = `SELECT tick, pos FROM messaging.subscriptions
WHERE name = $1 AND log = (SELECT id FROM messaging.log) ORDER BY tick, pos LIMIT 1`;

/** Compares what a caller has been told with how far a projection has come. */
export class LogProjections extends Projections {
  constructor(
    private readonly units: UnitsOfWork,
    private readonly host: DeliveryHost,
  ) {
    super();
  }

  async isBehind(subscription: string, position: string): Promise<boolean> {
    if (!/^\d{1,15}$/.test(position)) return false;
    const { tick, pos } = this.host.placeOf(subscription) ?? (await this.storedCursor(subscription));
    const [answer] = await this.ask<{ behind: boolean }>(behindTheFact, [Number(position), tick, pos]);
    return answer?.behind ?? false;
  }

  private async storedCursor(subscription: string): Promise<Position> {
    const [cursor] = await this.ask<Position>(storedCursor, [subscription]);
    return cursor ?? genesis;
  }

  /** On the connection of the command that asks: it must not hold one while it waits for another. */
  private async ask<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.units.run((unit) => unit.query<Row>(text, values))).rows;
  }
}
