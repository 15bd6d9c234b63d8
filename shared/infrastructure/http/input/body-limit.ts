import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

/** Bytes that a JSON body may have unless its route says otherwise. */
export const defaultBodyLimit = 100_000;

/** What a route tells the adapter about its body; travels as Fastify's route config. */
export interface BodyConfig {
  /** Bytes. */
  readonly bodyLimit?: number;
  /** Media types of a body that is handed over as a stream instead of being parsed as JSON. */
  readonly streams?: readonly string[];
}

/** Lets the JSON body of one route be larger (or smaller) than 100 kB. */
export function BodyLimit(bytes: number): MethodDecorator {
  return RouteConfig({ bodyLimit: bytes } satisfies BodyConfig);
}

export function bodyConfigOf(handler: object): BodyConfig {
  return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as BodyConfig | undefined) ?? {};
}
