import { usageError } from '../exit.js';
import { momentOf } from './options.js';

/** Which dead letters are meant, as options say it. */
export interface FilterOptions {
  readonly subscription?: string;
  readonly type?: string;
  readonly error?: string;
  readonly since?: string;
  readonly until?: string;
  /** Every dead letter: nobody means that by leaving everything out. */
  readonly all?: boolean;
}

/** As the operator API takes it. */
export interface Filter {
  readonly subscription?: string;
  readonly type?: string;
  readonly errorClass?: string;
  readonly since?: string;
  readonly until?: string;
}

export function filterOf({ subscription, type, error, since, until }: FilterOptions): Filter {
  return {
    ...(subscription !== undefined && { subscription }),
    ...(type !== undefined && { type }),
    ...(error !== undefined && { errorClass: error }),
    ...(since !== undefined && { since: momentOf(since) }),
    ...(until !== undefined && { until: momentOf(until) }),
  };
}

/** For what changes many: it must be said which. */
export function saidFilterOf(options: FilterOptions): Filter {
  const filter = filterOf(options);
  if (Object.keys(filter).length > 0 || options.all === true) return filter;
  throw usageError(
    'It is not said which dead letters are meant.',
    'An event id means those of one event; without one, options say which.',
    'Add --subscription, --type, --error, --since or --until, or --all for every one. --dry-run counts them.',
  );
}
