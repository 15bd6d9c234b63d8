import { z } from 'zod';

/** What somebody typed, for a message; not for what may hold a secret. */
export const said = (input: unknown) => `is "${String(input)}"`;

export function isUrl(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && url.hostname !== '';
}

const httpUrl = (example: string) =>
  z.string().refine((text) => isUrl(text, ['http:', 'https:']), {
    error: ({ input }) =>
      `${said(input)}, which is no http address. Write it like ${example}, or leave it out.`,
  });

export const discordApiUrl = httpUrl('https://discord.com/api');
export const otlpEndpoint = httpUrl('http://127.0.0.1:4318');

/** For tracing, which starts before the rest of the configuration is read. What is wrong with it is told then. */
export function otlpEndpointIn(env: NodeJS.ProcessEnv): string | undefined {
  return otlpEndpoint.safeParse(env['OTEL_EXPORTER_OTLP_ENDPOINT']).data;
}
