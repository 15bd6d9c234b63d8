import type { ContextName } from '../contexts.js';
import type { BrokerName } from './brokers.js';

/** `postgres`: facts stay in the database. Several: each brings everything, and the first to bring a fact is believed. */
export type Route = 'postgres' | readonly [BrokerName, ...BrokerName[]];

/** What brings a context its facts, where that is not TRANSPORT. Every process of a platform must have the same. */
export const routes: Partial<Record<ContextName, Route>> = {};
