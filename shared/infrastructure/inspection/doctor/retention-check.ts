import { describeReader, type Overdue, type Reader, type Retention } from '@boardwalk/messaging';
import { counted, type Finding, ill, well } from './finding.js';

/** A relay looks every minute; what is due for longer than this is held up. */
const patienceMs = 600_000;

/** How many readers are named. */
const named = 5;

/** Old facts are dropped when everybody has read them: whoever has not keeps the log growing. */
export async function logIsPruned(retention: Retention): Promise<Finding> {
  const horizon = retention.horizon.getTime();
  const [oldest, ...others] = (await retention.overdue()).filter(
    ({ closedAt }) => closedAt.getTime() < horizon - patienceMs,
  );
  if (oldest === undefined) return well('retention', 'Nothing that may be dropped is left in the log.');
  const { why, mend } = cause(oldest);
  const more = others.length === 0 ? '' : `, and ${counted(others.length, 'younger table')} with it`;
  return ill(
    'retention',
    `${oldest.name}, which has been due since ${due(oldest, retention).toISOString()}, is kept${more}: ${why}`,
    mend,
  );
}

function due({ closedAt }: Overdue, { days }: Retention): Date {
  return new Date(closedAt.getTime() + days * 86_400_000);
}

function cause({ readers, users }: Overdue): { why: string; mend: string } {
  const [farthest] = readers;
  if (farthest !== undefined) {
    const names = readers.slice(0, named).map(describeReader);
    const rest = readers.length > named ? ` and ${readers.length - named} more` : '';
    return {
      why: `not read by ${names.join(', ')}${rest}.`,
      mend: `Start or resume whoever delivers to them. Give up one that will not come back, with what it has not read and its dead letters: ${forgetting(farthest)}`,
    };
  }
  if (users.length > 0) {
    return {
      why: `a transaction that began long ago may still use it, in process ${users.join(' and ')} of the database.`,
      mend: `See what it is in pg_stat_activity, and end it: SELECT pg_terminate_backend(${users[0]}).`,
    };
  }
  return {
    why: 'no relay has dropped it.',
    mend: 'Start a process whose ROLES include relay, or look into its log for "could not be maintained".',
  };
}

function forgetting({ subscription, database, reportedAt }: Reader): string {
  return `boardwalk consumers forget ${subscription}${reportedAt === null ? '' : ` --database ${database}`}`;
}
