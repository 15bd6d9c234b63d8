import { RequestMethod, type Type } from '@nestjs/common';
import {
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
} from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { z } from 'zod';
import { type Access, policyMetadata, scopeMetadata } from '../authentication/policy.js';
import { type BodyConfig, bodyConfigOf } from '../input/body-limit.js';
import { type Refusal, refusalsOf, type Returned, returnsMetadata, summaryMetadata } from './returns.js';
import { isExpensive } from '../limits/quotas.js';

/** The application, or the ModuleRef inside it. */
export interface Container {
  get<T>(token: abstract new (...args: never[]) => T, options: { strict: false }): T;
}

/** One argument that a handler takes from the request. `name` is set when it takes a single field. */
export interface RouteInput {
  readonly in: 'body' | 'query' | 'path';
  readonly name?: string;
  readonly schema?: z.ZodType;
}

/** A route as its controller declares it. */
export interface Route {
  readonly method: string;
  /** In the router's spelling: `/api/v1/invites/:id/accept`. */
  readonly path: string;
  /** `InvitesController.accept` */
  readonly handler: string;
  readonly access: readonly Access[];
  readonly scope: string | undefined;
  readonly summary: string | undefined;
  readonly returns: Returned | undefined;
  readonly refusals: readonly Refusal[];
  readonly inputs: readonly RouteInput[];
  readonly body: BodyConfig;
  /** See `@Expensive()`. */
  readonly expensive: boolean;
}

/** Every route of every controller of the program, sorted by path. */
export function routesOf(app: Container): Route[] {
  const reflector = app.get(Reflector, { strict: false });
  const scanner = new MetadataScanner();
  const controllers = app.get(DiscoveryService, { strict: false }).getControllers();
  return controllers
    .flatMap(({ metatype }) => (isClass(metatype) ? [metatype] : []))
    .flatMap((controller) =>
      scanner
        .getAllMethodNames(controller.prototype as object)
        .flatMap((name) => routesOfMethod(controller, name, reflector)),
    )
    .sort((one, other) => compare(one.path, other.path) || compare(one.method, other.method));
}

function routesOfMethod(controller: Type, name: string, reflector: Reflector): Route[] {
  const handler: unknown = Reflect.get(controller.prototype as object, name);
  if (typeof handler !== 'function') return [];
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  if (method === undefined) return [];
  const declared = {
    handler: `${controller.name}.${name}`,
    access:
      reflector.getAllAndOverride<readonly Access[] | undefined>(policyMetadata, [
        handler as Type,
        controller,
      ]) ?? [],
    scope: reflector.getAllAndOverride<string | undefined>(scopeMetadata, [handler as Type, controller]),
    summary: Reflect.getMetadata(summaryMetadata, handler) as string | undefined,
    returns: Reflect.getMetadata(returnsMetadata, handler) as Returned | undefined,
    refusals: [...refusalsOf(handler), ...refusalsOf(controller)],
    inputs: inputsOf(controller, name),
    body: bodyConfigOf(handler),
    expensive: isExpensive(handler, controller),
  };
  return pathsOf(controller).flatMap((prefix) =>
    pathsOf(handler).flatMap((path) =>
      methodsOf(method).map((one) => ({ ...declared, method: one, path: join(prefix, path) })),
    ),
  );
}

function pathsOf(target: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined]
    .flat()
    .map((path) => path ?? '');
}

/** A handler for every method is one route per method that an API knows. */
function methodsOf(method: RequestMethod): string[] {
  return method === RequestMethod.ALL ? ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] : [RequestMethod[method]];
}

function join(...parts: string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;
}

const places: Readonly<Record<number, RouteInput['in']>> = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.RAW_BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
  [RouteParamtypes.PARAM]: 'path',
};

interface ArgumentMetadata {
  readonly data?: unknown;
  readonly schema?: unknown;
}

function inputsOf(controller: Type, name: string): RouteInput[] {
  const declared = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) as
    | Record<string, ArgumentMetadata>
    | undefined;
  return Object.entries(declared ?? {}).flatMap(([key, { data, schema }]) => {
    const place = places[Number(key.split(':', 1)[0])];
    if (place === undefined) return [];
    return [
      {
        in: place,
        ...(typeof data === 'string' && { name: data }),
        ...(schema instanceof z.ZodType && { schema }),
      },
    ];
  });
}

function isClass(metatype: unknown): metatype is Type {
  return typeof metatype === 'function';
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
