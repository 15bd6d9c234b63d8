import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { MetricsServer } from '../telemetry/metrics-server.js';

async function serving(work: (url: string) => Promise<void>): Promise<void> {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meter = new MeterProvider({ readers: [exporter] }).getMeter('test');
  meter.createCounter('boardwalk.event.counts').add(3, { 'boardwalk.contract': 'a.b.v1' });
  const server = await MetricsServer.start('127.0.0.1', 0, exporter);
  try {
    await work(server.url);
  } finally {
    await server.stop();
  }
}

describe('the server for metrics', () => {
  it('answers in the text of Prometheus', () =>
    serving(async (url) => {
      const answer = await fetch(url);
      expect(answer.headers.get('content-type')).toContain('text/plain');
      expect(await answer.text()).toMatch(
        /^boardwalk_event_counts_total\{boardwalk_contract="a\.b\.v1".*\} 3/m,
      );
    }));

  it('answers nothing else', () =>
    serving(async (url) => {
      expect((await fetch(new URL('/', url))).status).toBe(404);
      expect((await fetch(url, { method: 'POST' })).status).toBe(404);
    }));

  it('says which variable names another port when its own is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const exporter = new PrometheusExporter({ preventServerStart: true });
    await expect(MetricsServer.start('127.0.0.1', port, exporter)).rejects.toThrow(
      /METRICS_PORT=\d+ npm start/,
    );
    await new Promise((resolve) => taken.close(resolve));
  });
});
