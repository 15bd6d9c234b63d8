import { attribute, recordFailure, tracer } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import { context, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { UnitOfWork } from './unit-of-work.js';
import { UnitsOfWork } from './units-of-work.js';

/**
 * Runs a piece of work as commands run: in a unit of work, inside an INTERNAL span. For the few roads that lead to an
 * aggregate without passing the command bus; commands themselves are wrapped by `CommandUnits`.
 */
@Injectable()
export class TracedUnits {
  constructor(private readonly units: UnitsOfWork) {}

  /** @param name `<context>.<command>`, as in `identity.register-user` */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const span = tracer().startSpan(name, {
      kind: SpanKind.INTERNAL,
      attributes: { [attribute.context]: name.split('.', 1)[0] ?? name, [attribute.command]: name },
    });
    const joined = this.units.current();
    try {
      return await context.with(trace.setSpan(context.active(), span), () => this.units.run(work));
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      endWith(joined, span);
    }
  }
}

/** Inside a speculative unit the span counts only if the unit commits; otherwise the same work is traced again. */
function endWith(unit: UnitOfWork | undefined, span: Span): void {
  if (unit?.kind.speculative !== true) {
    span.end();
    return;
  }
  const endedAt = Date.now();
  unit.onSettled((committed) => {
    if (committed) span.end(endedAt);
  });
}
