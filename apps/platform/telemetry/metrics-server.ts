import { createServer, type Server } from 'node:http';
import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { addressOf, notListening } from '../start/serve.js';

/**
 * `GET /metrics`, on an address of its own: whoever may scrape is not whoever may ask the platform, so the one can be let
 * through where the other is not.
 */
export class MetricsServer {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param port 0 takes any free one @throws {StartError} */
  static async start(host: string, port: number, exporter: PrometheusExporter): Promise<MetricsServer> {
    const server = createServer((request, response) => {
      const [path] = (request.url ?? '').split('?');
      if (path === '/metrics' && request.method === 'GET')
        exporter.getMetricsRequestHandler(request, response);
      else response.writeHead(404).end();
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
    } catch (error) {
      throw notListening(error, host, port, 'METRICS_');
    }
    const address = server.address();
    const chosen = typeof address === 'object' && address !== null ? address.port : port;
    return new MetricsServer(server, `${addressOf(host, chosen)}/metrics`);
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}
