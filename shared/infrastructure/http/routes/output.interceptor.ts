import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import type { z } from 'zod';
import { pointerOf } from '../input/pointer.js';
import { type Returned, returnsMetadata } from './returns.js';

/** Sends what `@Returns` names and nothing else, so that a row can be returned without leaking its other columns. */
@Injectable()
export class OutputInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const returned = this.reflector.get<Returned | undefined>(returnsMetadata, context.getHandler());
    const schema = returned?.schema;
    if (!schema) return next.handle();
    const handler = `${context.getClass().name}.${context.getHandler().name}`;
    return next.handle().pipe(map((answer) => fitting(schema, answer, handler)));
  }
}

/** A mistake in the program: the handler answers otherwise than its route promises. Names places, never values. */
export class AnswerShapeError extends Error {
  constructor(handler: string, error: z.ZodError) {
    const faults = error.issues.map((issue) => `${pointerOf(issue.path)}: ${issue.message}`).join('; ');
    super(
      `${handler} answers otherwise than its @Returns says. ${faults}. Correct the handler or the schema.`,
    );
    this.name = 'AnswerShapeError';
  }
}

function fitting(schema: z.ZodType, answer: unknown, handler: string): unknown {
  const result = schema.safeParse(answer);
  if (!result.success) throw new AnswerShapeError(handler, result.error);
  return result.data;
}
