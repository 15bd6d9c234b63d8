import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { personalFields, visibilityOf } from './catalog.mjs';
import { exampleFile } from './examples.mjs';

/** @typedef {import('./catalog.mjs').Catalog} Catalog */
/** @typedef {import('./catalog.mjs').Entry} Entry */
/** @typedef {Record<string, unknown>} Json */

export const folder = 'docs/generated/asyncapi';

/**
 * AsyncAPI 3.1: one document per context, from that context's point of view, and one of them all.
 * @param {Catalog} catalog
 * @param {(file: string) => string | undefined} written text of files that this run writes
 * @returns {Map<string, string>} path → text
 */
export function asyncapiOf(catalog, written) {
  const documents = new Map();
  for (const context of catalog.contexts) {
    const sends = catalog.entries.filter((entry) => isSentBy(entry, context));
    const receives = catalog.entries.filter((entry) =>
      entry.consumers.some((consumer) => consumer.context === context),
    );
    const concerned = catalog.entries.filter((entry) => sends.includes(entry) || receives.includes(entry));
    const info = {
      title: `Boardwalk: ${context}`,
      description: `The facts that the context ${context} publishes and consumes.`,
    };
    documents.set(
      `${folder}/${context}.json`,
      text(info, concerned, operations(concerned, [context]), catalog, written),
    );
  }
  const info = {
    title: 'Boardwalk',
    description: 'Every fact, with the contexts that publish and consume it.',
  };
  documents.set(
    `${folder}/all.json`,
    text(info, catalog.entries, operations(catalog.entries, catalog.contexts), catalog, written),
  );
  return documents;
}

/**
 * @param {Json} info
 * @param {Entry[]} entries
 * @param {Json} operations
 * @param {Catalog} catalog
 * @param {(file: string) => string | undefined} written
 */
function text(info, entries, operations, catalog, written) {
  const version = JSON.parse(
    readFileSync(join(catalog.root, 'shared/integration-events/package.json'), 'utf8'),
  ).version;
  const document = {
    asyncapi: '3.1.0',
    info: { ...info, version, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(entries.map(({ contract }) => [contract.type, channel(contract)])),
    operations,
    components: {
      messages: Object.fromEntries(
        entries.map((entry) => [entry.contract.type, message(entry, catalog, written)]),
      ),
      schemas: Object.fromEntries(entries.map(({ contract, schema }) => [contract.type, schema])),
      messageTraits: { cloudEvent },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** @param {import('./contracts.mjs').Contract} contract */
function channel({ type, doc }) {
  return { address: type, summary: doc, messages: { [type]: { $ref: `#/components/messages/${type}` } } };
}

/**
 * @param {Entry} entry
 * @param {Catalog} catalog
 * @param {(file: string) => string | undefined} written
 */
function message(entry, { root }, written) {
  const { contract } = entry;
  const file = exampleFile(entry);
  const example = written(file) ?? readIfThere(join(root, file));
  return {
    name: contract.type,
    title: contract.className,
    summary: contract.doc,
    contentType: 'application/json',
    payload: { $ref: `#/components/schemas/${contract.type}` },
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    ...(example === undefined ? {} : { examples: [{ name: contract.tail, payload: JSON.parse(example) }] }),
    'x-boardwalk': {
      owner: contract.context,
      orderingKey: contract.key,
      track: contract.track,
      visibility: visibilityOf(contract),
      personal: personalFields(contract).map(({ field, kind, subjectField }) => ({
        field,
        kind,
        subjectField,
      })),
    },
  };
}

/**
 * @param {Entry[]} entries
 * @param {string[]} contexts whose operations are wanted
 * @returns {Json}
 */
function operations(entries, contexts) {
  /** @type {Json} */
  const found = {};
  for (const entry of entries) {
    const { type, context, doc } = entry.contract;
    if (contexts.some((one) => isSentBy(entry, one)))
      found[`${type}.publish`] = {
        action: 'send',
        title: `${context} publishes`,
        summary: doc,
        ...about(type),
      };
    for (const consumer of entry.consumers.filter((one) => contexts.includes(one.context)))
      found[`${type}.${consumer.subscription}.${consumer.className}`] = {
        action: 'receive',
        title: `${consumer.subscription} consumes`,
        summary: `Taken by ${consumer.className}.`,
        ...about(type),
      };
  }
  return found;
}

/**
 * @param {Entry} entry
 * @param {string} context
 */
const isSentBy = (entry, context) => entry.publisher !== undefined && entry.contract.context === context;

/** @param {string} type */
const about = (type) => ({
  channel: { $ref: `#/channels/${type}` },
  messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
});

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const filled = { type: 'string', minLength: 1 };
const cloudEvent = {
  headers: {
    type: 'object',
    description: 'The envelope: CloudEvents 1.0 attributes and extensions.',
    properties: {
      id: { ...filled, description: 'UUIDv7 of the fact.' },
      source: { ...filled, description: 'The context that published it, as /contexts/identity.' },
      specversion: { const: '1.0' },
      type: { ...filled, description: 'The wire type.' },
      subject: { ...filled, description: 'Value of the ordering key.' },
      time: { type: 'string', format: 'date-time', description: 'When it happened.' },
      dataschema: { type: 'string' },
      datacontenttype: { const: 'application/json' },
      correlationid: { ...filled, description: 'Shared by everything that one request set in motion.' },
      causationid: { ...filled, description: 'The fact whose delivery caused this one.' },
      partitionkey: { ...filled, description: 'What keeps order together.' },
      sequence: { ...filled, description: "The aggregate's version and the index inside it." },
      recordedtime: { type: 'string', format: 'date-time', description: 'When the log took it.' },
      traceparent: { type: 'string', pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
      tracestate: { type: 'string' },
    },
    required: ['id', 'source', 'specversion', 'type', 'subject', 'time'],
  },
};
