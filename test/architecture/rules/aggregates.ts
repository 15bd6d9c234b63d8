import { inModules, partOf } from '../reading/places.js';
import type { Class, Method } from '../reading/source.js';
import { each, type Rule } from './rule.js';

/** Methods that change an aggregate without telling anybody, and why that is right. */
export const bookkeeping: Readonly<Record<string, string>> = {
  'EmailVerification.redeem': 'the person whose address it proves records that, in the same unit of work',
  'PasswordReset.redeem': 'the person whose password it changes records that, in the same unit of work',
  'Extension.takeUnsaved': 'hands the repository what it has not written yet',
};

/** What changes and says nothing is known to no other context, to no score and to no reader of the log. */
const SILENT_CHANGE: Rule = (project) =>
  each(
    inModules(project)
      .filter((file) => partOf(project, file) === 'domain')
      .flatMap((file) => project.source(file).classes.map((aggregate) => ({ file, aggregate })))
      .filter(({ aggregate }) => aggregate.extends === 'AggregateRoot'),
    ({ file, aggregate }) =>
      aggregate.methods
        .filter((method) => isOpen(method) && `${aggregate.name}.${method.name}` in bookkeeping === false)
        .filter((method) => reach(aggregate, method, ({ changes }) => changes.length > 0))
        .filter((method) => !reach(aggregate, method, ({ calls }) => calls.includes('addDomainEvent')))
        .map(({ name, line }) => ({
          file,
          line,
          message: `${aggregate.name}.${name} changes the aggregate and records no event; add one after the change`,
        })),
  );

const isOpen = ({ static: isStatic, accessor, visibility }: Method): boolean =>
  !isStatic && !accessor && visibility === 'public';

/** Whether something holds of a method, or of one that it calls. */
function reach(
  of: Class,
  method: Method,
  holds: (method: Method) => boolean,
  seen = new Set<Method>(),
): boolean {
  if (seen.has(method)) return false;
  seen.add(method);
  if (holds(method)) return true;
  return of.methods.some((other) => method.calls.includes(other.name) && reach(of, other, holds, seen));
}

/** Aggregates are told what time it is and given their ids; so are use cases, by way of ports. */
const AMBIENT: Rule = (project) =>
  each(
    inModules(project).filter((file) =>
      ['domain', 'application', 'presentation'].includes(partOf(project, file)),
    ),
    (file) => {
      const { calls, constructions } = project.source(file);
      return [
        ...calls
          .filter(({ callee }) => ambient.test(callee))
          .map(({ line, callee }) => ({ file, line, message: `${callee}(): ${instead}` })),
        ...constructions
          .filter((made) => made.class === 'Date' && made.argumentCount === 0)
          .map(({ line }) => ({ file, line, message: `new Date(): ${instead}` })),
      ];
    },
  );

const ambient =
  /^(Date\.now|Math\.random|(crypto\.)?random(UUID|Bytes|Int)|crypto\.getRandomValues|performance\.now|setTimeout|setInterval)$/;
const instead = 'time, chance and ids are passed in; inject Clock, Randomness or Ids';

export const aggregateRules = { SILENT_CHANGE, AMBIENT };
