import { modelledStatements } from '../../shared/infrastructure/messaging/test/simulation/statements/all.ts';
import { type Step, step } from './step.js';

const texts = new Map([...modelledStatements.values()].map(({ name, text }) => [name, text]));

/** A statement of the core by its name in the model. */
function core(session: string, name: string, ...values: readonly unknown[]): Step {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`The model knows no statement "${name}".`);
  return step(session, text, values);
}

const log = '00000000-0000-7000-8000-00000000000a';
const at = new Date('2026-06-01T12:00:00.000Z');
const later = new Date('2026-06-01T13:00:00.000Z');
const factId = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const fact = (session: string, number: number, key = 'k') =>
  core(
    session,
    'insert one of a chain',
    factId(number),
    'a.fact.v1',
    '/contexts/a',
    key,
    at.toISOString(),
    '{}',
    '{}',
  );
const facts = (session: string, ...numbers: readonly number[]) =>
  core(
    session,
    'insert many of a chain',
    numbers.map(factId),
    ...['a.fact.v1', '/contexts/a', 'k', at.toISOString(), '{}', '{}'].map((value) =>
      numbers.map(() => value),
    ),
  );
const read = (tick: number, pos: number, most = 500) => core('reader', 'facts after', tick, pos, most);
const tick = (session = 'relay') => core(session, 'tick');
const begin = (session: string) => step(session, 'BEGIN');
const commit = (session: string) => step(session, 'COMMIT');
const rollback = (session: string) => step(session, 'ROLLBACK');

const register = (session: string, buckets = 1) => core(session, 'register', ['s'], [buckets], [0], [0], log);
const take = (session: string, owner: string, patience = 0) =>
  core(session, 'take', ['s'], [0], [patience], log, owner, 60_000);
const extend = (session: string, epoch: number) =>
  core(session, 'extend', ['s'], [log], [0], [epoch], 60_000);
const move = (session: string, epoch: number, from: number, to: number) =>
  core(session, 'move', 's', log, 0, epoch, 60_000, 1, from, 1, to);
const moveFromGenesis = (session: string, epoch: number, to: number) =>
  core(session, 'move', 's', log, 0, epoch, 60_000, 0, 0, 1, to);
const confirm = (session: string, epoch: number) => core(session, 'confirm', 's', log, 0, epoch, 60_000);
const giveBack = (session: string, epoch: number) => core(session, 'giveBack', 's', log, 0, epoch);

const recorded = (
  session: string,
  ...entries: readonly { number: number; key?: string; state: string; attempts?: number }[]
) => {
  const of = <T>(column: (entry: (typeof entries)[number]) => T) => entries.map(column);
  const failed = <T>(value: T) => of(({ state }) => (state === 'waiting' ? null : value));
  return core(
    ...([session, 'recordAll', 's', log, 0] as const),
    of(({ number }) => factId(number)),
    of(() => 1),
    of(({ number }) => number),
    of(() => 'a.fact.v1'),
    of(({ key = 'k' }) => key),
    of(({ number }) => `{"id":"${factId(number)}"}`),
    of(({ state }) => state),
    of(({ attempts = 0 }) => attempts),
    of(({ state }) => (state === 'retry' ? at : null)),
    ...[failed('Error'), failed('no'), failed(at), failed(null)],
  );
};
const waiting = (session: string, number: number, key = 'k') =>
  recorded(session, { number, key, state: 'waiting' });
const failed = (session: string, number: number, state: string, attempts: number, key = 'k') =>
  recorded(session, { number, key, state, attempts });
const done = (session: string, number: number, attempts: number) =>
  core(session, 'completeAll', 's', log, [factId(number)], [attempts]);
const promote = (session: string, ...keys: readonly string[]) => {
  const all = keys.length === 0 ? ['k'] : keys;
  return core(
    session,
    'promoteHeads',
    all.map(() => 's'),
    all.map(() => log),
    all,
    later,
  );
};
const blocked = (session: string, ...keys: readonly string[]) =>
  core(session, 'selectBlocked', 's', log, 0, keys);
const due = (session: string) => core(session, 'selectDue', 's', log, 0, later);
const nextDue = (session: string) => core(session, 'selectNextDue', ['s', 't']);
const dead = [null, null, null, null, null] as const;
const revive = (session: string, number: number) =>
  core(session, 'reviveOne', ...dead, factId(number), later);
const putAway = (session: string, number: number) =>
  core(session, 'putAway', ...dead, factId(number), 1_000, later);

/** What the simulation leans on, each as steps on sessions that get in each other's way. */
export const scenarios: Readonly<Record<string, readonly Step[]>> = {
  'facts are cut into windows and read in order': [
    ...[tick(), fact('a', 1), facts('a', 2, 3), read(0, 0), tick(), tick(), read(0, 0)],
    ...[read(1, 1), read(1, 3), read(0, 0, 2), fact('a', 4), tick(), read(1, 2), read(1, 2, 1), read(2, 4)],
  ],
  'a transaction that commits late belongs to the window that is open then': [
    ...[
      begin('a'),
      fact('a', 1),
      fact('b', 2),
      tick(),
      read(0, 0),
      commit('a'),
      tick(),
      read(0, 0),
      read(1, 2),
    ],
    ...[
      begin('a'),
      fact('a', 3),
      begin('b'),
      fact('b', 4),
      fact('c', 5),
      tick(),
      commit('b'),
      tick(),
      commit('a'),
    ],
    ...[fact('c', 6), tick(), read(0, 0), read(0, 0, 3), read(3, 5), read(4, 4)],
  ],
  'what is rolled back was never there': [
    ...[begin('a'), fact('a', 1), fact('b', 2), tick(), rollback('a'), tick(), read(0, 0)],
    ...[fact('a', 2), fact('a', 3), tick(), read(0, 0)],
  ],
  'a transaction that takes its id early and writes late': [
    ...[
      begin('a'),
      waiting('a', 9),
      fact('b', 1),
      tick(),
      fact('a', 2),
      fact('b', 3),
      tick(),
      commit('a'),
      tick(),
    ],
    ...[read(0, 0), read(2, 3)],
  ],
  'one ticker at a time': [
    ...[fact('a', 1), begin('one'), tick('one'), tick('two'), fact('a', 2), read(0, 0), commit('one')],
    ...[read(0, 0), tick('two'), read(0, 0), begin('one'), fact('one', 3), tick('one'), rollback('one')],
  ],
  'a fact has one row': [fact('a', 1), fact('b', 1), facts('b', 2, 2), tick(), read(0, 0)],
  'a lease goes from hand to hand': [
    ...[
      register('a', 2),
      register('b', 3),
      core('a', 'known', ['s', 't'], log),
      take('a', 'A'),
      take('b', 'B'),
    ],
    ...[extend('a', 1), extend('b', 2), take('a', 'A'), extend('a', 1), extend('a', 2), giveBack('a', 1)],
    ...[
      take('b', 'B', 60_000),
      giveBack('a', 2),
      take('b', 'B', 60_000),
      take('b', 'B'),
      confirm('a', 2),
      confirm('b', 3),
    ],
    ...[core('a', 'giveAllBack', 'A'), core('a', 'giveAllBack', 'B'), take('a', 'A')],
  ],
  'a cursor moves for its holder only, and from where it is': [
    ...[
      register('a'),
      take('a', 'A'),
      moveFromGenesis('a', 1, 5),
      moveFromGenesis('a', 1, 6),
      move('a', 1, 5, 7),
    ],
    ...[begin('a'), move('a', 1, 7, 8), take('b', 'B'), extend('b', 1), move('b', 1, 7, 9), commit('a')],
    ...[begin('a'), confirm('a', 1), move('b', 1, 8, 9), rollback('a'), move('b', 1, 9, 10)],
  ],
  'a paused subscription is taken by nobody': [
    ...[
      register('a'),
      take('a', 'A'),
      begin('a'),
      moveFromGenesis('a', 1, 3),
      core('b', 'pause', 's', at),
      commit('a'),
    ],
    ...[
      confirm('a', 1),
      take('a', 'A'),
      core('b', 'pause', 's', at),
      core('b', 'resume', 's'),
      core('b', 'resume', 's'),
    ],
    ...[take('a', 'A')],
  ],
  'workers are seen until they leave': [
    ...[
      core('a', 'see', 'A', ['s'], 60_000),
      core('b', 'see', 'B', ['s', 't'], 60_000),
      core('a', 'see', 'A', ['t'], 60_000),
    ],
    ...[core('a', 'leave', 'A'), core('a', 'leave', 'A'), core('b', 'see', 'B', ['s'], 60_000)],
  ],
  'deliveries of a key run one after another': [
    ...[
      register('a'),
      failed('a', 1, 'retry', 1),
      waiting('a', 2),
      waiting('a', 3),
      waiting('a', 3),
      failed('a', 4, 'retry', 1, 'other'),
    ],
    ...[
      blocked('a', 'k', 'other', 'third'),
      due('a'),
      nextDue('a'),
      promote('a'),
      failed('a', 1, 'retry', 3),
    ],
    ...[
      failed('a', 1, 'retry', 2),
      done('a', 1, 2),
      done('a', 1, 3),
      promote('a'),
      promote('a'),
      due('a'),
      done('a', 2, 1),
    ],
    ...[promote('a'), done('a', 3, 1), promote('a'), blocked('a', 'k', 'other'), nextDue('a')],
  ],
  'the dead are redriven or put away, each once': [
    ...[
      failed('a', 1, 'parked', 3),
      waiting('a', 2),
      failed('a', 3, 'skipped', 1, 'other'),
      blocked('a', 'k', 'other'),
    ],
    ...[
      revive('a', 1),
      revive('a', 1),
      due('a'),
      failed('a', 1, 'parked', 4),
      putAway('a', 1),
      putAway('a', 1),
      promote('a'),
    ],
    ...[promote('a'), due('a'), blocked('a', 'k'), revive('a', 3), due('a'), putAway('a', 3), revive('a', 2)],
  ],
  'who looks at a parked delivery while it is redriven waits, and looks again': [
    ...[
      failed('a', 1, 'parked', 3),
      begin('a'),
      revive('a', 1),
      begin('b'),
      blocked('b', 'k'),
      commit('a'),
      commit('b'),
    ],
    ...[blocked('b', 'k')],
  ],
  'who looks at a parked delivery with others behind it while it is redriven': [
    ...[
      failed('a', 1, 'parked', 3),
      waiting('a', 2),
      begin('a'),
      revive('a', 1),
      blocked('b', 'k'),
      rollback('a'),
    ],
    ...[begin('a'), revive('a', 1), blocked('b', 'k'), commit('a'), blocked('b', 'k')],
  ],
  'a parked delivery that is looked at is not put away meanwhile': [
    ...[
      failed('a', 1, 'parked', 3),
      begin('a'),
      blocked('a', 'k'),
      begin('c'),
      blocked('c', 'k'),
      begin('b'),
      putAway('b', 1),
    ],
    ...[waiting('a', 2), commit('a'), commit('c'), promote('b'), commit('b'), due('a')],
  ],
  'two redrives of one delivery': [
    ...[failed('a', 1, 'parked', 3), begin('a'), revive('a', 1), revive('b', 1), commit('a'), due('a')],
  ],
  'two that write the same delivery': [
    ...[
      begin('a'),
      waiting('a', 1),
      begin('b'),
      failed('b', 1, 'retry', 1),
      commit('a'),
      commit('b'),
      due('a'),
    ],
    ...[
      begin('a'),
      failed('a', 2, 'retry', 1),
      failed('b', 2, 'retry', 1),
      commit('a'),
      failed('b', 2, 'retry', 2),
    ],
    ...[begin('a'), failed('a', 3, 'retry', 1), waiting('b', 3), rollback('a'), blocked('a', 'k')],
  ],
  'a transaction fails as a whole, or to its savepoint': [
    ...[
      begin('a'),
      fact('a', 1),
      fact('a', 1),
      fact('a', 2),
      commit('a'),
      begin('a'),
      fact('a', 3),
      step('a', 'SAVEPOINT nested'),
    ],
    ...[fact('a', 4), fact('a', 3), fact('a', 5), step('a', 'RELEASE SAVEPOINT nested')],
    ...[
      step('a', 'ROLLBACK TO SAVEPOINT nested'),
      step('a', 'RELEASE SAVEPOINT nested'),
      fact('a', 6),
      step('a', 'SAVEPOINT nested'),
    ],
    ...[
      fact('a', 7),
      step('a', 'RELEASE SAVEPOINT nested'),
      commit('a'),
      tick(),
      read(0, 0),
      rollback('a'),
      commit('a'),
    ],
  ],
  'a savepoint gives its locks back': [
    ...[
      register('a'),
      take('a', 'A'),
      begin('a'),
      step('a', 'SAVEPOINT nested'),
      confirm('a', 1),
      confirm('b', 1),
    ],
    ...[
      step('a', 'ROLLBACK TO SAVEPOINT nested'),
      step('a', 'RELEASE SAVEPOINT nested'),
      confirm('b', 1),
      confirm('a', 1),
      commit('a'),
    ],
  ],
};
