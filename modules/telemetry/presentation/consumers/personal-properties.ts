import type { ContractEntry } from '@boardwalk/integration-events';

type Properties = Readonly<Record<string, unknown>>;

/** Names of properties that say who somebody is, or open something. */
const personalName =
  /e[-_]?mail|password|passwd|secret|token|phone|birth|(^|_)(ip|address|street)($|_)|ipaddress|(ip|postal|home)_?address|credit|iban/i;

const address = /[^\s@]+@[^\s@]+\.[^\s@]+/;

/**
 * What a producer sent without anything personal or secret: what the contract of the same name hides, what is called like it, and
 * every value that holds an e-mail address.
 * @returns the names of what was left out, too
 */
export function withoutPersonal(
  properties: Properties,
  contract: ContractEntry | null,
): { readonly kept: Properties; readonly leftOut: readonly string[] } {
  const hidden = new Set(contract?.personal.map(({ field }) => field) ?? []);
  const isKnown = (property: string) => contract?.fields.includes(property) === true && !hidden.has(property);
  const isPersonal = (property: string, value: unknown) =>
    hidden.has(property) ||
    (!isKnown(property) && personalName.test(property)) ||
    [value].flat().some((each) => typeof each === 'string' && address.test(each));
  const leftOut = Object.entries(properties)
    .filter(([property, value]) => isPersonal(property, value))
    .map(([property]) => property);
  const kept = Object.fromEntries(
    Object.entries(properties).filter(([property]) => !leftOut.includes(property)),
  );
  return { kept, leftOut };
}
