import { allRoles, keepsFiles, type Process } from './process.js';

/** Something to do by hand, in its turn. */
export interface Step {
  readonly does: string;
  /** Lines to type; none where it is not ours to say how. */
  readonly type: readonly string[];
}

/** Who is started and stopped, by their names in a file. */
export interface Crew {
  readonly context: string;
  /** The processes that have the context, or had it. */
  readonly others: readonly string[];
  /** Where the context's own process is reached. */
  readonly address: string;
  /** Null where nobody said. */
  readonly transport: string | null;
}

const look: Step = { does: 'See that all is well, now and in a minute:', type: ['boardwalk doctor'] };
/** Each process tells of the calls to the world outside that it makes itself. */
const lookAtBoth = (address: string): Step => ({
  does: 'See that all is well with both, now and in a minute:',
  type: [...look.type, `BOARDWALK_URL=${address} BOARDWALK_TOKEN=$OPERATOR_TOKEN boardwalk doctor`],
});
const paths = 'docs/extraction.md lists them';

const beside = 'Start it beside the others. They share the work, and nothing is lost or repeated:';
const sendThere = (to: string): Step => ({
  does: `Send requests for its paths (${paths}) to ${to}. The others answer them as well until the next step.`,
  type: [],
});
const without = 'Start the others again, without it:';
const againWith = 'Start the others again, with it. They share the work for now:';
const sendBack: Step = { does: `Send requests for its paths (${paths}) to the others again.`, type: [] };

/** Who has a context before its own process takes over; in their order. */
export function othersOf(context: string, before: readonly Process[], after: readonly Process[]): string[] {
  const own = [...after, ...before].find(({ name }) => name === context);
  const changed = after.filter((each) => {
    const was = before.find(({ name }) => name === each.name);
    return (
      was !== undefined &&
      (was.contexts.join() !== each.contexts.join() || was.identityUrl !== each.identityUrl)
    );
  });
  return [...new Set([...(own?.takenFrom ?? []), ...changed.map(({ name }) => name)])].filter(
    (name) => name !== context,
  );
}

export function composeSteps({ context, others, address, transport }: Crew, back: boolean): Step[] {
  const isBroker = transport !== null && transport !== 'postgres';
  const compose = isBroker
    ? `TRANSPORT=${transport} docker compose --profile ${transport}`
    : 'docker compose';
  const start = (...names: readonly string[]) => `${compose} up --detach --no-deps ${names.join(' ')}`;
  if (back) {
    const stop = `${compose} up --detach --no-recreate --remove-orphans`;
    const alike =
      transport === null
        ? againWith.replace('with it.', 'with it, and with TRANSPORT as it is now.')
        : againWith;
    return [
      { does: alike, type: [start(...others)] },
      sendBack,
      { does: 'Stop its own process, which the file does not name any more:', type: [stop] },
      look,
    ];
  }
  const folder =
    context === keepsFiles.context
      ? [`${compose} exec ${others[0]} mkdir -p /data/${keepsFiles.folder}`]
      : [];
  return [
    { does: beside, type: [...folder, start(context)] },
    sendThere(address),
    { does: without, type: [start(...others)] },
    lookAtBoth(address),
  ];
}

export function flySteps({ context, others, address }: Crew, back: boolean): Step[] {
  const deploy = (...names: readonly string[]) => `fly deploy --process-groups ${names.join(',')}`;
  if (back)
    return [
      { does: againWith, type: [deploy(...others)] },
      sendBack,
      { does: 'Stop its own machines, whose group the file does not name any more:', type: ['fly deploy'] },
      look,
    ];
  return [
    { does: beside, type: [deploy(context), `fly scale count ${context}=1`] },
    sendThere(`${address}, from a router of yours: Fly's own tells ports apart and no paths`),
    { does: without, type: ['fly deploy'] },
    lookAtBoth(address),
  ];
}

/** What is started by hand, and what the others are told. */
export interface ByHand {
  readonly context: string;
  /** Its file of settings. */
  readonly file: string;
  readonly home: string;
  readonly address: string;
  /** The contexts that stay; empty where it is not known which. */
  readonly rest: readonly string[];
}

export function handSteps({ context, file, home, address, rest }: ByHand, back: boolean): Step[] {
  if (back)
    return [
      {
        does: `Start the others again, with ${context} in their CONTEXTS, or without CONTEXTS: then all run. They share the work for now.`,
        type: [],
      },
      sendBack,
      { does: 'Stop its own process with Ctrl-C or SIGTERM. It finishes what it has begun.', type: [] },
      look,
    ];
  const { context: keeper, folder } = keepsFiles;
  const files =
    context === keeper
      ? [`mkdir -p ${home}/${folder} ${home}/${keeper} && ln -s ../${folder} ${home}/${keeper}/${folder}`]
      : [];
  const asked = context === 'identity' ? ` IDENTITY_URL=${address}` : '';
  // Not --env-file: what the shell has exported would stand above it, the other process's data folder first of all.
  const start = `env $(grep -v '^#' ${file}) node --import ./apps/platform/dist/telemetry/register.js apps/platform/dist/main.js`;
  return [
    { does: `${beside.slice(0, -1)}. Node has to be 24.6 or newer:`, type: [...files, start] },
    sendThere(address),
    {
      does: `${without.slice(0, -1)}, each as it was started before (its ROLES are ${allRoles.join(',')} unless it said so), with this in front:`,
      type: [`CONTEXTS=${rest.join(',')}${asked} npm start`],
    },
    lookAtBoth(address),
  ];
}
