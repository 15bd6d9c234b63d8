import type { FastifyRequest } from 'fastify';
import { HttpProblem } from '../problems/problem.js';
import { hostileParts } from './hostile-text.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a JSON body. An empty body is `undefined`: a route that wants one says so through its schema.
 * @throws {HttpProblem} 400 malformed-json, 400 validation-failed, 415 unsupported-content-encoding
 */
export function parseJsonBody(request: FastifyRequest, bytes: Buffer): unknown {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new HttpProblem(
      415,
      'unsupported-content-encoding',
      `JSON bodies are taken uncompressed, and this one is sent with Content-Encoding "${encoding}". Send it without.`,
    );
  }
  if (bytes.length === 0) return undefined;
  const body = parse(bytes);
  const errors = hostileParts(body, 'body');
  if (errors.length > 0) {
    throw new HttpProblem(400, 'validation-failed', 'The body holds what no route takes; see "errors".', {
      errors,
    });
  }
  return body;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    const why =
      error instanceof TypeError
        ? 'The body is not valid UTF-8.'
        : `The body is not valid JSON${position === undefined ? '' : `: it breaks at character ${position}`}.`;
    throw new HttpProblem(400, 'malformed-json', `${why} Send one JSON document (RFC 8259) in UTF-8.`);
  }
}
