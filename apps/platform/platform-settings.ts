import type { Clock, Ids, Randomness } from '@boardwalk/domain';
import type { SpanFeed, SpanStoreExporter } from '@boardwalk/inspection';
import type { Bridge, Transport } from '@boardwalk/messaging';
import type { LoggerService } from '@nestjs/common';
import type { ContextName, ContextSettings } from './contexts.js';
import type { Role } from './roles.js';

/** All that a platform needs to know; nothing is read from anywhere else. */
export interface PlatformSettings extends ContextSettings {
  readonly contexts: readonly ContextName[];
  /** Without `relay` and `worker` facts are written, and delivered elsewhere or by `Messaging.drain()`. */
  readonly roles: readonly Role[];
  readonly databaseUrl: string;
  /** Further databases whose logs the consumers here read, or processes that serve them. Default: none. */
  readonly logUrls?: readonly string[];
  /** Whoever sends it as a bearer token is the operator; at least 22 random characters. */
  readonly operatorToken: string;
  /** The process in which people sign in, for one that serves requests and is not that one. */
  readonly identityUrl?: string;
  /** Default: signals through PostgreSQL. */
  readonly transport?: Transport;
  /** Systems outside that are told every fact. Default: none. */
  readonly bridges?: readonly Bridge[];
  /** What tracing was set up with; absent without tracing. */
  readonly spans?: { readonly exporter: SpanStoreExporter; readonly feed: SpanFeed };
  /** Whether callers are limited in how much they ask. Default: no. */
  readonly rateLimits?: boolean;
  /** Proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Milliseconds that requests under way may take to finish when the platform is closed. Default: 10 s. */
  readonly drainMs?: number;
  /** Names of the variables that it was configured with, for whoever starts another process. Default: none. */
  readonly given?: readonly string[];
  /** Default: silence. */
  readonly logger?: LoggerService;
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly randomness?: Randomness;
}
