import { kindOfTest, kindWords, promisesFile } from './promises.mjs';

/** @typedef {import('./promises.mjs').Promised} Promised */
/** @typedef {import('./promises.mjs').PromiseDocument} PromiseDocument */
/** @typedef {import('./tests.mjs').ClaimingTest} ClaimingTest */
/** @typedef {import('../catalog/contracts.mjs').Violation} Violation */

export const traceabilityFile = 'docs/traceability.md';

/**
 * Claims that cannot stand: unknown ids, ids in the wrong place, tests of a kind that cannot prove the promise, and,
 * where a report is given, tests that did not pass.
 * @param {PromiseDocument[]} documents
 * @param {ClaimingTest[]} tests
 * @param {Map<string, string[]> | undefined} outcomes
 * @returns {Violation[]}
 */
export function claimViolations(documents, tests, outcomes) {
  const known = new Map(
    documents.flatMap(({ promises }) => promises.map((promised) => [promised.id, promised])),
  );
  return tests.flatMap(({ file, line, ids, misplaced }) => {
    /** @type {(rule: string, message: string) => Violation} */
    const refuse = (rule, message) => ({ file, line, rule, message });
    return [
      ...misplaced.map((id) =>
        refuse('PROMISE_ID_PLACE', `[${id}] must stand at the end of the title of an it()`),
      ),
      ...ids.flatMap((id) => {
        const promised = known.get(id);
        if (promised === undefined)
          return [refuse('PROMISE_UNKNOWN', `[${id}] is no promise of ${promisesFile}`)];
        if (promised.sameAs.length > 0)
          return [
            refuse(
              'PROMISE_REPEATED',
              `[${id}] repeats ${promised.sameAs.join(', ')}; carry that id instead`,
            ),
          ];
        const kind = kindOfTest(file);
        if (kind === null || !promised.kinds.includes(kind)) {
          const is =
            kind === null ? 'in no place where promises are proven' : `a test of the kind ${kindWords[kind]}`;
          const wanted = promised.kinds.map((one) => kindWords[one]).join(promised.every ? ' and ' : ' or ');
          return [refuse('PROMISE_KIND', `[${id}] needs ${wanted}; this is ${is}`)];
        }
        return outcomes === undefined ? [] : failures(outcomesOf(outcomes, file, id), id, refuse);
      }),
    ];
  });
}

/**
 * @param {string[]} outcomes
 * @param {string} id
 * @param {(rule: string, message: string) => Violation} refuse
 */
function failures(outcomes, id, refuse) {
  const bad = outcomes.find((outcome) => outcome !== 'passed');
  if (bad === undefined) return [];
  return [refuse('PROMISE_NOT_KEPT', `[${id}] is claimed by a test whose outcome in the report is '${bad}'`)];
}

/**
 * The tests with only those ids that a run has borne out.
 * @param {ClaimingTest[]} tests
 * @param {Map<string, string[]>} outcomes
 * @returns {ClaimingTest[]}
 */
export function passed(tests, outcomes) {
  return tests.map((test) => ({
    ...test,
    ids: test.ids.filter((id) =>
      outcomesOf(outcomes, test.file, id).every((outcome) => outcome === 'passed'),
    ),
  }));
}

/**
 * @param {Map<string, string[]>} outcomes
 * @param {string} file
 * @param {string} id
 * @returns {string[]} never empty: what no report speaks of counts as absent
 */
const outcomesOf = (outcomes, file, id) => outcomes.get(`${file} ${id}`) ?? ['absent'];

/**
 * @param {PromiseDocument[]} documents
 * @param {ClaimingTest[]} tests
 * @returns {string}
 */
export function traceabilityOf(documents, tests) {
  const proofs = proofsBy(tests);
  const all = documents.flatMap(({ promises }) => promises);
  /** @type {(promised: Promised) => boolean} */
  const kept = ({ id, kinds, every, sameAs }) => {
    if (sameAs.length > 0) return all.filter((one) => sameAs.includes(one.id)).every(kept);
    const shown = kinds.filter((kind) => proofs.get(id)?.some(({ file }) => kindOfTest(file) === kind));
    return shown.length === kinds.length || (!every && shown.length > 0);
  };
  return [
    '# Traceability',
    '',
    'What five documents promise about events, in our words, and the test that proves it here. A promise counts as',
    'kept when every kind of proof that it asks for exists; the build refuses this page when one of them did not pass.',
    '',
    'Drawn from the titles of the tests by `node shared/tooling/traceability.mjs`.',
    '',
    '| document | promises | kept |',
    '|---|--:|--:|',
    ...documents.map(
      ({ title, promises }) => `| ${title} | ${promises.length} | ${promises.filter(kept).length} |`,
    ),
    `| all | ${all.length} | ${all.filter(kept).length} |`,
    '',
    ...documents.flatMap(({ title, promises }) => [
      `## ${title}`,
      '',
      '| promise | in our words | proven by |',
      '|---|---|---|',
      ...promises.map(
        (promised) =>
          `| ${promised.id} | ${promised.words} | ${proofOf(promised, proofs.get(promised.id) ?? [])} |`,
      ),
      '',
    ]),
  ].join('\n');
}

/**
 * @param {Promised} promised
 * @param {ClaimingTest[]} tests
 */
function proofOf({ kinds, every, sameAs }, tests) {
  if (sameAs.length > 0) return `as ${sameAs.join(' and ')}`;
  const valid = tests.filter(({ file }) => kinds.some((kind) => kind === kindOfTest(file)));
  const links = valid.map(({ file, line }) => `[${file}:${line}](../${file}#L${line})`);
  const missing = kinds.filter((kind) => !valid.some(({ file }) => kindOfTest(file) === kind));
  if (links.length === 0) return 'not yet';
  if (every && missing.length > 0)
    return `${links.join('<br>')}<br>not yet: ${missing.map((kind) => kindWords[kind]).join(', ')}`;
  return links.join('<br>');
}

/** @param {ClaimingTest[]} tests */
function proofsBy(tests) {
  /** @type {Map<string, ClaimingTest[]>} */
  const proofs = new Map();
  for (const test of tests) for (const id of test.ids) proofs.set(id, [...(proofs.get(id) ?? []), test]);
  return proofs;
}
