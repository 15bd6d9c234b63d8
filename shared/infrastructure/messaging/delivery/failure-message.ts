import { contractOfFact, type Fact } from '@boardwalk/integration-events';
import { personalMask } from '../personal/personal-fields.js';

const longest = 500;

/** What went wrong, short, fit for a column of text, and without the personal fields that an error message may have quoted. */
export function failureMessage(error: unknown, fact: Fact | undefined): string {
  let message = error instanceof Error ? error.message : String(error);
  const entry = fact === undefined ? null : contractOfFact(fact);
  for (const { field } of entry?.personal ?? []) {
    const value = (fact as unknown as Record<string, unknown>)[field];
    if (typeof value === 'string' && value !== '') message = message.replaceAll(value, personalMask);
  }
  return storableText(message.length > longest ? `${message.slice(0, longest - 1)}…` : message);
}

/** PostgreSQL's text holds every character but one. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
