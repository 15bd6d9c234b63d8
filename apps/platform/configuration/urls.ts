import { z } from 'zod';

export function isUrl(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && url.hostname !== '';
}

/** An address with neither a user, nor a query, nor a fragment. */
export function isBareUrl(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return isUrl(text, protocols) && `${url?.username}${url?.password}${url?.search}${url?.hash}` === '';
}

/** Whether it leads to this machine. */
export function isLoopback(text: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(URL.parse(text)?.hostname ?? '');
}

/** Not echoed: what is refused may be refused for a password in it. */
const httpUrl = (example: string) =>
  z.string().refine((text) => isBareUrl(text, ['http:', 'https:']), {
    error: `is no plain http address. Write it like ${example}, without user, query or fragment, or leave it out.`,
  });

export const discordApiUrl = httpUrl('https://discord.com/api/v10');
export const publicUrl = httpUrl('https://boardwalk.example');
export const identityUrl = httpUrl('http://127.0.0.1:3000');
export const otlpEndpoint = httpUrl('http://127.0.0.1:4318');

/** For tracing, which starts before the rest of the configuration is read. What is wrong with it is told then. */
export function otlpEndpointIn(env: NodeJS.ProcessEnv): string | undefined {
  return otlpEndpoint.safeParse(env['OTEL_EXPORTER_OTLP_ENDPOINT']).data;
}
