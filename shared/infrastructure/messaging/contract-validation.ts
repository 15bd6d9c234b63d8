import { asRead, type JsonSchema, schemas } from '@boardwalk/integration-events';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

const ajv = new Ajv({ allErrors: true, strict: false });
// The package's default export is CommonJS; its types describe the module object.
(formats as unknown as (instance: Ajv) => void)(ajv);

const strict = new Map<string, ValidateFunction>();
const open = new Map<string, ValidateFunction>();

/** What is wrong with a fact on its way out; empty when nothing. A field that the contract lacks is wrong. */
export function violationsOfWritten(type: string, data: unknown): string[] {
  return violations(strict, type, data, (schema) => schema);
}

/** What is wrong with a fact on its way in. Fields that the contract lacks come from a newer publisher and are fine. */
export function violationsOfRead(type: string, data: unknown): string[] {
  return violations(open, type, data, asRead);
}

function violations(
  compiled: Map<string, ValidateFunction>,
  type: string,
  data: unknown,
  form: (schema: JsonSchema) => JsonSchema,
): string[] {
  let validate = compiled.get(type);
  if (validate === undefined) {
    const schema = (schemas as Record<string, JsonSchema | undefined>)[type];
    if (schema === undefined) return [`there is no contract "${type}"`];
    validate = ajv.compile(form(schema));
    compiled.set(type, validate);
  }
  if (validate(data) === true) return [];
  // Values are left out on purpose: they may be personal.
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath || 'it'} ${error.message ?? error.keyword}`,
  );
}
