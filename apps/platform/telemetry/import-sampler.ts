import { attribute } from '@boardwalk/observability';
import { type Attributes, type Context, type Link, type SpanKind, TraceFlags } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  type Sampler,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

/** Share of the import requests that are traced: one import is thousands of facts, each like the others. */
const sampledImports = 0.01;

/** The router's spelling of `…/users:import`, and of what processes of the platform ask each other all the time. */
const frequentRoute = /:import$|^\/internal\//;

/**
 * Decides about spans that begin a trace. Everything is sampled but imports, internal calls, and deliveries that are only linked to their
 * fact because they are late: those follow the fact.
 */
export class ImportSampler implements Sampler {
  private readonly always = new AlwaysOnSampler();
  private readonly seldom: Sampler;

  constructor(ratio = sampledImports) {
    this.seldom = new TraceIdRatioBasedSampler(ratio);
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const route = attributes['http.route'];
    const isFrequent = typeof route === 'string' && frequentRoute.test(route);
    const sampler = isFrequent || followsUnsampled(attributes, links) ? this.seldom : this.always;
    return sampler.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `ImportSampler{${this.seldom.toString()}}`;
  }
}

/** A redrive is always of interest: somebody asked for it. */
function followsUnsampled(attributes: Attributes, links: readonly Link[]): boolean {
  if (links.length === 0 || attributes[attribute.replay] === true) return false;
  return links.every(({ context }) => (context.traceFlags & TraceFlags.SAMPLED) === 0);
}
