// The catalog: every contract with who makes it, who takes it, and its schema. Everything generated is drawn from it.
import { readContracts, usable } from './contracts.mjs';
import { readConsumers, readContexts, readPublications } from './modules.mjs';
import { schemasOf } from './schemas.mjs';

/**
 * @typedef {object} Entry
 * @property {import('./contracts.mjs').Contract} contract
 * @property {import('./schemas.mjs').Schema} schema
 * @property {string | undefined} publisher
 * @property {import('./modules.mjs').Consumer[]} consumers
 */
/**
 * @typedef {object} Catalog
 * @property {string} root
 * @property {import('./contracts.mjs').Contract[]} contracts all of them, also those that break a rule
 * @property {string[]} contexts
 * @property {import('./modules.mjs').Consumer[]} consumers
 * @property {import('./modules.mjs').Publication[]} publications
 * @property {Entry[]} entries what can be generated from, by wire type
 * @property {import('./contracts.mjs').Violation[]} schemaViolations
 */

/**
 * @param {string} root
 * @returns {Catalog}
 */
export function readCatalog(root) {
  const contracts = readContracts(root);
  const consumers = readConsumers(root);
  const publications = readPublications(root);
  const { schemas, violations } = schemasOf(root, usable(contracts));
  const entries = usable(contracts).flatMap((contract) => {
    const schema = schemas.get(contract.className);
    if (schema === undefined) return [];
    return [
      {
        contract,
        schema,
        publisher: publications.find((publication) => publication.fact === contract.className)?.publisher,
        consumers: consumers.filter((consumer) => takes(consumer, contract.className)),
      },
    ];
  });
  return {
    root,
    contracts,
    contexts: readContexts(root),
    consumers,
    publications,
    entries,
    schemaViolations: violations,
  };
}

/**
 * @param {import('./modules.mjs').Consumer} consumer
 * @param {string} className
 */
function takes(consumer, className) {
  return consumer.everything || consumer.facts.some(({ fact }) => fact === className);
}

/**
 * The encrypted fields of a contract.
 * @param {import('./contracts.mjs').Contract} contract
 */
export function personalFields(contract) {
  const byName = new Map(contract.fields.map((field) => [field.name, field]));
  return contract.fields.flatMap((field) => {
    const subjectField = field.personal ?? field.secret;
    if (subjectField === undefined) return [];
    return [
      {
        field: field.name,
        subjectField,
        kind: field.secret === undefined ? 'personal' : 'secret',
        byAddress: byName.get(subjectField)?.personal !== undefined,
      },
    ];
  });
}

/** @param {import('./contracts.mjs').Contract} contract */
export const visibilityOf = (contract) =>
  contract.visibility === 'true' ? 'public' : contract.visibility === 'members' ? 'members' : 'internal';
