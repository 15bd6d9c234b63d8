import type { AnyContract } from './contract.js';

/** A field that lies encrypted in the log and is readable only to consumers of the contract. */
export interface PersonalField {
  readonly field: string;
  /** The field that says whose key encrypts it. */
  readonly subjectField: string;
  /** A secret is a personal field that must not live long, such as a token. */
  readonly kind: 'personal' | 'secret';
  /** True when the subject is an address rather than a user id: the key is found by the address' keyed hash. */
  readonly byAddress: boolean;
}

export interface CatalogConsumer {
  /** `<context>.<name>`; part of the wire contract. */
  readonly subscription: string;
  readonly consumer: string;
}

/** What the catalog knows of a contract. */
export interface ContractEntry {
  readonly class: AnyContract;
  readonly type: string;
  /** The context that owns and publishes it. */
  readonly context: string;
  readonly version: number;
  /** The field that keeps facts in order; its value is also the subject. */
  readonly key: string;
  readonly summary: string;
  /** The name under which telemetry keeps the fact. */
  readonly track: string;
  /** Who may see the fact: anyone, members of what it concerns, or only the contexts that consume it. */
  readonly visibility: 'public' | 'members' | 'internal';
  /** True when the fact is meant for the outside and may lack a consumer here. */
  readonly external: boolean;
  readonly fields: readonly string[];
  readonly personal: readonly PersonalField[];
  /** The class that publishes it; null as long as nobody does. */
  readonly publisher: string | null;
  readonly consumers: readonly CatalogConsumer[];
}

/** A JSON Schema, draft-07. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}
