import { type Attributes, createNoopMeter, type Meter, type MeterProvider } from '@opentelemetry/api';

/**
 * Counts the spans that the SDK's batch processors lost, because their queue was full or their exporter failed. The SDK
 * tells of them by a metric about itself and in no other way.
 */
export class SpanLosses implements MeterProvider {
  private lost = 0;

  get count(): number {
    return this.lost;
  }

  getMeter(): Meter {
    const meter = createNoopMeter();
    const add = (spans: number, attributes?: Attributes) => {
      if (attributes?.['error.type'] !== undefined) this.lost += spans;
    };
    return new Proxy(meter, {
      get: (target, property, receiver) =>
        property === 'createCounter' ? () => ({ add }) : (Reflect.get(target, property, receiver) as unknown),
    });
  }
}
