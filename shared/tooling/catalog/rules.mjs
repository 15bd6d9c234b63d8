import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { announcedBy, classNameOf } from './contracts.mjs';
import { filesBelow, lineOf, parse, pascal, ts, walk } from './source.mjs';

/** @typedef {import('./contracts.mjs').Contract} Contract */
/** @typedef {import('./contracts.mjs').Violation} Violation */
/** @typedef {import('./catalog.mjs').Catalog} Catalog */
/** @typedef {'line' | 'typeLine' | 'keyLine'} Place */

const wireType = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*\.v[1-9][0-9]*$/;
const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** Past participles that do not end in -ed. */
const irregular = new Set([
  'begun',
  'broken',
  'built',
  'frozen',
  'given',
  'left',
  'lost',
  'made',
  'sent',
  'taken',
  'won',
]);
/** What may follow such a verb: taken down, signed in. */
const particles = new Set(['back', 'down', 'in', 'off', 'out', 'over', 'up']);
/** Occurrences that people know by a noun. */
const happenings = new Set(['daily-sign-in']);
/** Too coarse: every change of a thing is an update of it. */
const vague = new Set(['edited', 'modified', 'processed', 'saved', 'touched', 'updated']);
/** Too fine: a setter that was turned into a fact. */
const setters = /(^|-)(bio|description|label|text|title)-changed$/;

/**
 * What every single contract must keep: null, or what is wrong and how to mend it.
 * @type {Readonly<Record<string, { at: Place, check: (contract: Contract) => string | null }>>}
 */
const contractRules = {
  WIRE_TYPE_FORM: {
    at: 'typeLine',
    check: ({ type }) =>
      wireType.test(type)
        ? null
        : `'${type}' is no wire type; write static readonly type = '<context>.<what-happened>.v<number>'`,
  },
  WIRE_TYPE_CONTEXT: {
    at: 'typeLine',
    check: ({ type, context }) =>
      type.startsWith(`${context}.`)
        ? null
        : `'${type}' lies in ${context}/; its first part must be '${context}'`,
  },
  WIRE_TYPE_FILE: {
    at: 'typeLine',
    check: ({ file, type, tail, version }) => {
      const announced = announcedBy(file);
      if (announced.tail === tail && announced.version === version) return null;
      return `the file's name announces ${announced.tail}, version ${announced.version}, but the wire type is '${type}'`;
    },
  },
  FACT_NAME: {
    at: 'typeLine',
    check: ({ tail }) => {
      const last = tail.split('-').at(-1) ?? '';
      if (tail === '' || happenings.has(tail)) return null;
      if (!saysWhatHappened(tail))
        return `'${tail}' does not say what happened; end it with a verb in the past tense`;
      if (vague.has(last))
        return `'${tail}' hides what happened; name the occurrence, not that something is different now`;
      if (setters.test(tail)) return `'${tail}' is the change of one field; name the decision behind it`;
      return null;
    },
  },
  CLASS_NAME: {
    at: 'line',
    check: ({ className, tail, version }) =>
      tail === '' || className === classNameOf(tail, version)
        ? null
        : `${className || 'the class'} must be called ${classNameOf(tail, version)}`,
  },
  DOC_SENTENCE: {
    at: 'line',
    check: ({ doc }) => (doc === '' ? 'a contract begins with a sentence that says what happened' : null),
  },
  TRACK_NAME: {
    at: 'line',
    check: ({ track }) =>
      snakeCase.test(track)
        ? null
        : 'write @track <name_in_snake_case>, the name under which telemetry keeps the fact',
  },
  PUBLIC_TAG: {
    at: 'line',
    check: ({ visibility }) =>
      ['true', 'members', 'false'].includes(visibility)
        ? null
        : 'write @public true, members or false: who may see the fact',
  },
  KEY_IS_FIELD: {
    at: 'keyLine',
    check: ({ key, fields }) => {
      const field = fields.find(({ name }) => name === key);
      if (field === undefined)
        return `the ordering key '${key}' is not a field; write static readonly key = '<field>'`;
      if (field.optional) return `the ordering key '${key}' is optional; every fact needs its key`;
      if (field.personal !== undefined || field.secret !== undefined)
        return `the ordering key '${key}' is encrypted; the log could not keep its order`;
      return null;
    },
  },
  PERSONAL_SUBJECT: {
    at: 'line',
    check: ({ fields }) => {
      for (const field of fields) {
        const subject = field.personal ?? field.secret;
        if (subject === undefined) continue;
        const holder = fields.find(({ name }) => name === subject);
        if (holder === undefined)
          return `${field.name} is encrypted for the person in '${subject}', which is not a field`;
        if (holder.secret !== undefined)
          return `${field.name} is encrypted for '${subject}', which is a secret itself`;
        if (holder.optional && !field.optional)
          return `${field.name} is always there, but '${subject}', whose key encrypts it, may be absent`;
      }
      return null;
    },
  },
  SECRET_NOT_PUBLIC: {
    at: 'line',
    check: ({ fields, visibility }) =>
      visibility !== 'false' && fields.some(({ secret }) => secret !== undefined)
        ? 'carries a @secret field and must say @public false'
        : null,
  },
};

/**
 * What the catalog as a whole must keep.
 * @type {Readonly<Record<string, (catalog: Catalog) => Violation[]>>}
 */
const catalogRules = {
  CONTRACT_PLAIN: ({ contracts }) => contracts.flatMap(({ violations }) => violations),
  CONTRACT_SCHEMA: ({ schemaViolations }) => schemaViolations,
  WIRE_TYPE_ONCE: ({ contracts }) => repeated(contracts, 'WIRE_TYPE_ONCE', 'typeLine', ({ type }) => type),
  TRACK_ONCE: ({ contracts }) =>
    repeated(contracts, 'TRACK_ONCE', 'line', ({ track, version }) =>
      track === '' ? '' : `${track} (v${version})`,
    ),
  WIRE_LITERAL_ONCE: wireLiterals,
  FACT_ONE_OWNER: ({ contracts, publications }) =>
    contracts.flatMap((contract) => ownership(contract, publications)),
  FACT_HAS_CONSUMER: ({ contracts, consumers }) =>
    contracts.flatMap((contract) =>
      contract.external ||
      consumers.some(({ facts }) => facts.some(({ fact }) => fact === contract.className))
        ? []
        : [
            at(
              contract,
              'line',
              'FACT_HAS_CONSUMER',
              `nobody consumes ${contract.className}; write a consumer or say @external`,
            ),
          ],
    ),
  CONSUMER_KNOWN_FACT: ({ contracts, consumers }) =>
    consumers.flatMap(({ file, className, facts }) =>
      facts.flatMap(({ fact, line }) => {
        if (contracts.some((contract) => contract.className === fact)) return [];
        const message = `${className} consumes ${fact}, which is no contract of shared/integration-events`;
        return [{ file, line, rule: 'CONSUMER_KNOWN_FACT', message }];
      }),
    ),
  CONSUMER_NAME: ({ consumers }) =>
    consumers.flatMap(({ file, line, className }) => {
      const wanted = `${pascal((file.split('/').at(-1) ?? '').slice(0, -'.consumer.ts'.length))}Consumer`;
      if (className === wanted) return [];
      return [
        {
          file,
          line,
          rule: 'CONSUMER_NAME',
          message: `${className || 'the class'} must be called ${wanted}, as its file is`,
        },
      ];
    }),
  SUBSCRIPTION_NAME: ({ consumers }) =>
    consumers.flatMap(({ file, subscriptionLine, context, subscription }) => {
      if (new RegExp(`^${context}\\.[a-z][a-z0-9-]*$`).test(subscription)) return [];
      const message = `'${subscription}' must be a string literal of the form '${context}.<name>'`;
      return [{ file, line: subscriptionLine, rule: 'SUBSCRIPTION_NAME', message }];
    }),
};

/** The names of all rules. */
export const ruleNames = [...Object.keys(contractRules), ...Object.keys(catalogRules)];

/**
 * @param {Catalog} catalog
 * @returns {Violation[]} by file and line
 */
export function violationsOf(catalog) {
  const found = catalog.contracts.flatMap((contract) =>
    Object.entries(contractRules).flatMap(([rule, { at: place, check }]) => {
      const message = contract.className === '' ? null : check(contract);
      return message === null ? [] : [at(contract, place, rule, message)];
    }),
  );
  for (const rule of Object.values(catalogRules)) found.push(...rule(catalog));
  return found.sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
}

/**
 * Whether a name in words-with-hyphens ends with a verb in the past tense, and perhaps its particle.
 * @param {string} name
 */
export function saysWhatHappened(name) {
  const words = name.split('-');
  const verb = words.at(particles.has(words.at(-1) ?? '') ? -2 : -1) ?? '';
  return verb.endsWith('ed') || irregular.has(verb);
}

/** @param {Violation} violation */
export const printed = ({ file, line, rule, message }) => `${file}:${line}: ${rule} ${message}`;

/**
 * @param {Contract} contract
 * @param {Place} place
 * @param {string} rule
 * @param {string} message
 * @returns {Violation}
 */
const at = (contract, place, rule, message) => ({
  file: contract.file,
  line: contract[place],
  rule,
  message,
});

/**
 * @param {Contract[]} contracts
 * @param {string} rule
 * @param {Place} place
 * @param {(contract: Contract) => string} valueOf
 */
function repeated(contracts, rule, place, valueOf) {
  /** @type {Map<string, Contract>} */
  const first = new Map();
  return contracts.flatMap((contract) => {
    const value = valueOf(contract);
    const earlier = first.get(value);
    if (value === '' || earlier === undefined) {
      first.set(value, contract);
      return [];
    }
    return [at(contract, place, rule, `'${value}' is taken by ${earlier.file}`)];
  });
}

/**
 * @param {Contract} contract
 * @param {import('./modules.mjs').Publication[]} publications
 * @returns {Violation[]}
 */
function ownership(contract, publications) {
  const own = publications.filter(({ fact }) => fact === contract.className);
  if (contract.className === '') return [];
  if (own.length === 0)
    return [
      at(
        contract,
        'line',
        'FACT_ONE_OWNER',
        `nobody publishes ${contract.className}; the publisher of ${contract.context} should`,
      ),
    ];
  return own
    .filter(({ context, publisher }) => context !== contract.context || publisher !== own[0]?.publisher)
    .map(({ file, line, publisher }) => ({
      file,
      line,
      rule: 'FACT_ONE_OWNER',
      message: `${publisher} publishes ${contract.className}, which the one publisher of ${contract.context} owns`,
    }));
}

/**
 * A wire type written out anywhere but in its contract: a renamed type would leave it behind.
 * @param {Catalog} catalog
 * @returns {Violation[]}
 */
function wireLiterals({ root, contracts }) {
  const types = contracts.filter(({ version }) => version > 0);
  const sources = ['apps', 'modules', 'shared'].flatMap((folder) =>
    filesBelow(root, folder, (name) => /\.[cm]?[jt]sx?$/.test(name) && !name.endsWith('.d.ts')),
  );
  return sources.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const suspects = types.filter(({ type }) => text.includes(type));
    return suspects.length === 0 ? [] : literalsIn(root, file, suspects);
  });
}

/**
 * @param {string} root
 * @param {string} file
 * @param {Contract[]} suspects
 * @returns {Violation[]}
 */
function literalsIn(root, file, suspects) {
  /** @type {Violation[]} */
  const found = [];
  walk(parse(root, file), (node) => {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddleOrTemplateTail(node))
      return;
    for (const { type, file: home, typeLine, className } of suspects) {
      if (!node.text.includes(type) || (file === home && lineOf(node) === typeLine)) continue;
      const message = `'${type}' is written out; use ${className}.type`;
      found.push({ file, line: lineOf(node), rule: 'WIRE_LITERAL_ONCE', message });
    }
  });
  return found;
}
