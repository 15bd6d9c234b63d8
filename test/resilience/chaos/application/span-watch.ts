import { trace } from '@opentelemetry/api';
import { type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { plaintext } from './facts.ts';

const succeeded = 0;

/** Traces everything and keeps nothing: each span is only searched for what nobody may see. */
export function watchSpans(leaked: (span: string) => void): void {
  const exporter = {
    export(spans: readonly ReadableSpan[], done: (result: { code: number }) => void): void {
      for (const { name, attributes, events, status } of spans)
        if (JSON.stringify([name, attributes, events, status]).includes(plaintext)) leaked(name);
      done({ code: succeeded });
    },
    shutdown: () => Promise.resolve(),
  };
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
}
