import type { Attributes } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';

/** Registered together with tracing, see `spansOf`. */
export const metricReader = new PrometheusExporter({ preventServerStart: true });

export interface Measured {
  readonly attributes: Attributes;
  /** Of a histogram: how many were measured. */
  readonly value: number;
}

/** What an instrument says now, since the spec file began; nothing for one that nobody used. */
export async function metric(name: string): Promise<readonly Measured[]> {
  const { resourceMetrics, errors } = await metricReader.collect();
  if (errors.length > 0) throw new AggregateError(errors, 'Some metrics could not be read.');
  const found = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .find(({ descriptor }) => descriptor.name === name);
  return (found?.dataPoints ?? []).map(({ attributes, value }) => ({
    attributes,
    value: typeof value === 'number' ? value : value.count,
  }));
}
