import { ownRoles, type Process, type ProcessFile, Refusal } from './process.js';

/** Who runs what. Nothing is decided here about how a file says so. */
export type Division = Pick<ProcessFile, 'processes' | 'addressOf'>;

/**
 * The context in a process of its own, called like it, and in no other.
 * @throws {Refusal}
 */
export function takenOut(division: Division, context: string): Process[] {
  const { processes } = division;
  const own = processes.find(({ name }) => name === context);
  if (own !== undefined && own.takenFrom === null) throw notOurs(context);
  const had = processes.filter((each) => each !== own && each.contexts.includes(context));
  const only = had.find(({ contexts }) => contexts.length === 1);
  if (only !== undefined)
    throw new Refusal(
      `${only.name} runs ${context} and nothing else, so it is in a process of its own already.`,
      'There is nothing to do.',
    );
  if (own === undefined && had.length === 0)
    throw new Refusal(`No process runs ${context}.`, 'Add it to the CONTEXTS of one.');
  const takenFrom = [...new Set([...(own?.takenFrom ?? []), ...had.map(({ name }) => name)])];
  const moved: Process = own
    ? { ...own, takenFrom }
    : { name: context, contexts: [context], roles: ownRoles, identityUrl: null, takenFrom };
  const others = processes.map((each) =>
    had.includes(each) ? { ...each, contexts: each.contexts.filter((name) => name !== context) } : each,
  );
  const after =
    own === undefined ? [...others, moved] : others.map((each) => (each.name === context ? moved : each));
  return withIdentity(after, division);
}

/**
 * The context where it was, and no process of its own. The same as before where it has none.
 * @param all every context, in the order in which they are written
 * @throws {Refusal}
 */
export function takenBack(division: Division, context: string, all: readonly string[]): Process[] {
  const { processes } = division;
  const own = processes.find(({ name }) => name === context);
  if (own === undefined) return [...processes];
  const { takenFrom } = own;
  if (takenFrom === null) throw notOurs(context);
  const others = processes.filter((each) => each !== own);
  if (!others.some(({ name }) => takenFrom.includes(name)))
    throw new Refusal(
      `None of the processes that ${context} was taken from (${takenFrom.join(', ')}) is left.`,
      `Add ${context} to the CONTEXTS of another one, and remove the process by hand.`,
    );
  const after = others.map((each) =>
    takenFrom.includes(each.name)
      ? { ...each, contexts: all.filter((name) => name === context || each.contexts.includes(name)) }
      : each,
  );
  return withIdentity(after, division);
}

/** Those that answer requests and do not know who sends them are told where somebody does. */
function withIdentity(processes: readonly Process[], division: Division): Process[] {
  const addressOf = (name: string) => division.addressOf(name);
  const knows = ({ contexts, roles }: Process) => contexts.includes('identity') && roles.includes('web');
  const ours = new Set([...division.processes, ...processes].map(({ name }) => addressOf(name)));
  const right = processes.filter(knows).map(({ name }) => addressOf(name));
  return processes.map((each) => {
    const { identityUrl, contexts, roles } = each;
    const isStale = identityUrl !== null && ours.has(identityUrl) && !right.includes(identityUrl);
    if (contexts.includes('identity')) return { ...each, identityUrl: isStale ? null : identityUrl };
    if (!isStale && (identityUrl !== null || !roles.includes('web'))) return each;
    const [address] = right;
    if (address !== undefined) return { ...each, identityUrl: address };
    throw new Refusal(
      `${each.name} would answer requests, and no process that answers requests runs identity, which knows who sends them.`,
      `Give ${each.name} an IDENTITY_URL, or another process web and identity.`,
    );
  });
}

function notOurs(context: string): Refusal {
  return new Refusal(
    `${context} is the name of something there that no extraction has written.`,
    'Rename it, or change the file by hand after the example of docs/extraction.md.',
  );
}
