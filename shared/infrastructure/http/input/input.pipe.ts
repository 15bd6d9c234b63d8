import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { HttpProblem, type InputFault } from '../problems/problem.js';
import { hostileParts } from './hostile-text.js';
import { pointerOf } from './pointer.js';

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
  readonly keys?: readonly string[];
}

const places = { body: 'body', query: 'query', param: 'path' } as const;
const mostFaults = 20;

/** Runs the schema of each `@Body`, `@Query` and `@Param`; the handler gets the parsed value or is not called. */
@Injectable()
export class InputPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const place = placeOf(metadata);
    if (!place || !metadata.schema) return value;
    const root = metadata.data === undefined ? [] : [metadata.data];
    const hostile = place === 'body' ? [] : hostileParts(value, place).map((fault) => under(root, fault));
    if (hostile.length > 0) throw refused(place, hostile);
    const result = await metadata.schema['~standard'].validate(value);
    if (result.issues)
      throw refused(
        place,
        result.issues.flatMap((issue) => faultsOf(issue, place, root)),
      );
    return result.value;
  }
}

function placeOf({ type }: ArgumentMetadata): InputFault['in'] | undefined {
  return type === 'body' || type === 'query' || type === 'param' ? places[type] : undefined;
}

function refused(place: InputFault['in'], faults: readonly InputFault[]): HttpProblem {
  const where = { body: 'body', query: 'query string', path: 'path' }[place];
  const extra = faults.length > mostFaults ? ` (${faults.length - mostFaults} more are left out)` : '';
  return new HttpProblem(
    400,
    'validation-failed',
    `The ${where} does not have the shape that this route takes; "errors" lists what to mend${extra}. Nothing was changed.`,
    { errors: faults.slice(0, mostFaults) },
  );
}

function faultsOf(issue: SchemaIssue, place: InputFault['in'], root: readonly string[]): InputFault[] {
  const path = [...root, ...(issue.path ?? []).map(segmentOf)];
  if (issue.keys) {
    return issue.keys.map((key) => ({
      in: place,
      pointer: pointerOf([...path, key]),
      detail: `Unknown field "${key}". Leave it out, or check its spelling.`,
    }));
  }
  return [{ in: place, pointer: pointerOf(path), detail: issue.message }];
}

function segmentOf(segment: unknown): PropertyKey {
  if (typeof segment === 'object' && segment !== null && 'key' in segment) return String(segment.key);
  return typeof segment === 'number' ? segment : String(segment);
}

function under(root: readonly string[], fault: InputFault): InputFault {
  return root.length === 0 ? fault : { ...fault, pointer: `${pointerOf(root)}${fault.pointer.slice(1)}` };
}
