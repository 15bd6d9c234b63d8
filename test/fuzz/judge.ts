import type { OpenApiDocument } from '@boardwalk/http';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { addressOf, type CallerName, insiders, markers } from '../edge/cast.ts';
import type { Draft, Target } from './request-arbitrary.ts';

export interface Seen {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

/** What no answer holds, whoever asked: traces of the program, of its database, and of secrets. */
const neverShown = [
  /\n\s+at .+:\d+:\d+/,
  /node_modules\//,
  /\bsyntax error at or near\b/,
  /\bduplicate key value violates\b/,
  /\bscrypt\b.*\$/,
  /-----BEGIN/,
  /root:.*:0:0:/,
];

const privateWords = [...Object.values(markers), addressOf('owner'), addressOf('admin'), addressOf('member')];

/** Holds every answer against the document and against what its caller may see. */
export class Judge {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    formats.default(this.ajv);
    this.ajv.addSchema(document, 'document');
  }

  /**
   * What is wrong with an answer, a sentence each.
   * @param elsewhere it is that of another operation: then it must not be a failure, nor show what its caller may not see
   */
  faultsOf({ target, caller }: Draft, seen: Seen, elsewhere: boolean): string[] {
    if (elsewhere)
      return [...(seen.status >= 500 ? [`it failed with ${seen.status}`] : []), ...leaks(caller, seen)];
    return [
      ...this.statusFaults(target, caller, seen),
      ...this.bodyFaults(target, seen),
      ...leaks(caller, seen),
    ];
  }

  private statusFaults({ operation }: Target, caller: CallerName, { status, body }: Seen): string[] {
    if (status >= 500) return [`it failed with ${status}`];
    const faults: string[] = [];
    // The path of a hostile request may lead nowhere, or elsewhere.
    const isElsewhere =
      body.includes('/problems/no-such-route') || body.includes('/problems/malformed-request');
    if (!(String(status) in operation.responses) && !isElsewhere)
      faults.push(`it answers ${status}, which is not documented`);
    const needsCredentials =
      operation.security.length > 0 && operation.security.every((one) => Object.keys(one).length > 0);
    if (needsCredentials && caller === 'nobody' && status < 400) faults.push(`nobody is let in (${status})`);
    const kinds = operation.security.flatMap((one) => Object.keys(one));
    const apart = kinds.every((kind) => kind === 'operator' || kind === 'service');
    if (kinds.length > 0 && apart && caller !== 'operator' && caller !== 'service' && status < 400)
      faults.push(`a ${caller} is let in where only ${kinds.join(' and ')} may (${status})`);
    return faults;
  }

  private bodyFaults({ operation, path, method }: Target, { status, type, body }: Seen): string[] {
    const response = operation.responses[String(status)] ?? operation.responses['default'];
    const mediaType = type?.split(';', 1)[0];
    if (status >= 400 && mediaType !== 'application/problem+json' && mediaType !== 'text/html')
      return [`its refusal is sent as ${type}`];
    if (response?.content === undefined) return body === '' ? [] : ['it has a body where none is documented'];
    if (mediaType === undefined || !(mediaType in response.content))
      return [`it is sent as ${type}, which is not documented`];
    if (!mediaType.endsWith('json')) return [];
    const value = parsed(body);
    if (value === undefined) return ['its body is no JSON'];
    const validate = this.validator(
      path,
      method,
      String(status) in operation.responses ? String(status) : 'default',
      mediaType,
    );
    if (!validate(value))
      return [`its body is not as documented: ${this.ajv.errorsText(validate.errors, { dataVar: 'body' })}`];
    return status < 400 || String((value as { status: number }).status) === String(status)
      ? []
      : ['the status in its problem is another'];
  }

  private validator(path: string, method: string, status: string, type: string): ValidateFunction {
    const pointer = ['paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    let validate = this.validators.get(pointer);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: `document#/${pointer}` });
      this.validators.set(pointer, validate);
    }
    return validate;
  }
}

function leaks(caller: CallerName, { body }: Seen): string[] {
  const faults = neverShown
    .filter((pattern) => pattern.test(body))
    .map((pattern) => `it shows ${String(pattern)}`);
  if (insiders.includes(caller)) return faults;
  return [
    ...faults,
    ...privateWords.filter((word) => body.includes(word)).map((word) => `it shows a ${caller} "${word}"`),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller reports it.
  }
}
