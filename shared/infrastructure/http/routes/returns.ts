import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { DomainErrorKind } from '@boardwalk/domain';
import type { z } from 'zod';

/** A successful answer: one status, and the shape of its JSON body, or the media type of a body that is not JSON. */
export interface Returned {
  readonly status: number;
  readonly schema?: z.ZodType;
  readonly mediaType?: string;
}

/** A refusal that clients can count on, for the OpenAPI document and the catalogue of problems. */
export interface Refusal {
  readonly code: string;
  /** The kind of the `DomainError`, or the status of the `HttpProblem`. */
  readonly kind: DomainErrorKind | number;
  readonly when: string;
}

export const returnsMetadata = 'boardwalk:returns';
export const summaryMetadata = 'boardwalk:summary';
export const refusalsMetadata = 'boardwalk:refusals';

/**
 * What a route answers when all went well. The status is sent; a body goes out through the schema, which drops every
 * field it does not name.
 * @param body a zod schema for JSON, a media type for anything else, nothing for an empty answer
 */
export function Returns(status: number, body?: z.ZodType | string): MethodDecorator {
  const returned: Returned = {
    status,
    ...(typeof body === 'string' && { mediaType: body }),
    ...(body !== undefined && typeof body !== 'string' && { schema: body }),
  };
  return applyDecorators(HttpCode(status), SetMetadata(returnsMetadata, returned));
}

export function returnedBy(handler: object): Returned | undefined {
  return Reflect.getMetadata(returnsMetadata, handler) as Returned | undefined;
}

/** One line for the API documentation: what the route does for its caller. */
export function Summary(text: string): MethodDecorator {
  return SetMetadata(summaryMetadata, text);
}

/**
 * Documents one refusal of a route, or of all routes of a controller: its code, what becomes of it, and when it happens.
 * @param kind the `kind` of the `DomainError`, or the status of an `HttpProblem`
 * @example @Refuses('slug-taken', 'conflict', 'Another collective has this slug.')
 */
export function Refuses(
  code: string,
  kind: DomainErrorKind | number,
  when: string,
): MethodDecorator & ClassDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const place: unknown = descriptor === undefined ? target : descriptor.value;
    if (typeof place !== 'function')
      throw new TypeError('@Refuses stands on a controller or on a method of one.');
    Reflect.defineMetadata(refusalsMetadata, [{ code, kind, when }, ...refusalsOf(place)], place);
  };
}

export function refusalsOf(handler: object): readonly Refusal[] {
  return (Reflect.getMetadata(refusalsMetadata, handler) as readonly Refusal[] | undefined) ?? [];
}
