import { Clock } from '@boardwalk/domain';
import {
  CurrentPrincipal,
  HttpProblem,
  type Principal,
  Policy,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import {
  DeliveryHost,
  type LeftDeliveries,
  LogReader,
  printPosition,
  type Reader,
  ReaderInUseError,
  Readers,
  shadowName,
} from '@boardwalk/messaging';
import { Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.js';

/** Other databases report every few seconds; one that was heard of since then is there. */
const silenceMs = 60_000;

const ReaderView = z.object({
  subscription: z.string(),
  database: z.uuid().meta({ description: 'The id of the log in the database in which its cursor lies.' }),
  position: z.string().meta({ description: 'What comes after it is kept for its sake.' }),
  reportedAt: z
    .date()
    .nullable()
    .meta({ description: 'When another database last said so; null for subscriptions of this one.' }),
});

const ForgottenView = ReaderView.extend({
  deleted: z
    .object({ retrying: z.number(), waiting: z.number(), dead: z.number(), archived: z.number() })
    .meta({
      description: 'Deliveries that it had failed with. Their facts stay in the log as long as others do.',
    }),
});

function readerView({ cursor, ...reader }: Reader): z.infer<typeof ReaderView> {
  return { ...reader, position: printPosition(cursor) };
}

/** Everyone for whom this database's log is kept. */
@Controller('api/v1/operator/readers')
@Policy('operator')
export class ReadersController {
  constructor(
    private readonly readers: Readers,
    private readonly host: DeliveryHost,
    private readonly log: LogReader,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Summary('List everyone for whom the log is kept, and from where on')
  @Returns(200, z.object({ items: z.array(ReaderView) }))
  async list() {
    return { items: (await this.readers.list()).map(readerView) };
  }

  @Post(':database/:subscription/forget')
  @Summary('Give up a reader that will not come back, with what it has not read and what it had failed with')
  @Returns(200, ForgottenView)
  @Refuses('reader-not-found', 404, 'The log is kept for nobody of this name in this database.')
  @Refuses('reader-in-use', 409, 'It is there: it would miss facts, or begin anew.')
  @Refuses('bridge-in-use', 409, 'A relay still tells it facts.')
  async forget(
    @Param('database', { schema: z.uuid() }) database: string,
    @Param('subscription', { schema: z.string().max(200) }) subscription: string,
    @CurrentPrincipal() operator: Principal,
  ): Promise<z.infer<typeof ForgottenView>> {
    const reader = await this.known(database, subscription);
    await this.assertGone(reader);
    const view = readerView(reader);
    const deed = {
      action: 'reader.forget',
      about: (deleted: LeftDeliveries) => ({ subscription, database, position: view.position, deleted }),
      countOf: () => 1,
    } as const;
    const deleted = await this.audit.run(operator, deed, async (unit) => {
      const left = await this.readers.remove(database, subscription, unit);
      if (left === null) throw notFound(database, subscription);
      return left;
    });
    return { ...view, deleted };
  }

  private async known(database: string, subscription: string): Promise<Reader> {
    const found = (await this.readers.list()).find(
      (each) => each.database === database && each.subscription === subscription,
    );
    if (found !== undefined) return found;
    throw notFound(database, subscription);
  }

  /** What can be told without the lanes. A process that has the consumers and no worker is not seen by the others. */
  private async assertGone({ database, subscription, reportedAt }: Reader): Promise<void> {
    if (reportedAt !== null) {
      if (this.clock.now().getTime() - reportedAt.getTime() < silenceMs)
        throw new ReaderInUseError(subscription, `Its database was heard of at ${reportedAt.toISOString()}.`);
      return;
    }
    const names = this.host.subscriptions.flatMap(({ name }) => [name, shadowName(name)]);
    if (database === (await this.log.logId()) && names.includes(subscription))
      throw new ReaderInUseError(subscription, 'Its consumers are part of this process.');
  }
}

function notFound(database: string, subscription: string): HttpProblem {
  return new HttpProblem(
    404,
    'reader-not-found',
    `The log is not kept for ${subscription} in database ${database}. List for whom it is: GET /api/v1/operator/readers.`,
  );
}
