import { currentMessageContext } from '@boardwalk/observability';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import { scrubbed, withoutSecrets } from './redaction.js';

export type LogLevel = Level | 'silent';

/** Announcements of Nest that matter to nobody who runs the program. */
const talkative = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/**
 * Logs JSON, one line each, with the trace and the correlation id of what runs. Give it to `NestFactory.create` as
 * `logger`; everything else logs through Nest's `Logger`. Objects become fields, of which `err` may be an Error.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(level: LogLevel, destination?: DestinationStream) {
    this.pino = pino(
      {
        level,
        base: null,
        timestamp: stdTimeFunctions.isoTime,
        mixin: ambient,
        formatters: {
          level: (label) => ({ level: label }),
          log: (fields) => withoutSecrets(fields) as Record<string, unknown>,
        },
        serializers: { err: plainError },
        hooks: { streamWrite: scrubbed },
      },
      ...(destination ? [destination] : []),
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(talkative.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the name of the logger last and, from `error`, a stack before it. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const stack = rest.slice(0, -1).find((part) => typeof part === 'string');
    const fields = {
      ...(typeof context === 'string' && { context }),
      ...(stack !== undefined && { stack }),
    };
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}

/** Only what every error has: drivers hang rows and parameters on theirs. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: error.code }),
    ...(error.cause !== undefined && { cause: plainError(error.cause) }),
  };
}

function ambient(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  const correlationId = currentMessageContext()?.correlationId;
  return {
    ...(span && isSpanContextValid(span) && { trace_id: span.traceId, span_id: span.spanId }),
    ...(correlationId !== undefined && { correlation_id: correlationId }),
  };
}
