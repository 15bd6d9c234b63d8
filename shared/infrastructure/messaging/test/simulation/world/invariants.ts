import { isVisibleIn } from '../database/snapshot.ts';
import {
  deliveryKey,
  type DeliveryRow,
  type EffectRow,
  type FactRow,
  type SubscriptionRow,
} from '../database/tables.ts';
import { logId } from '../statements/log.ts';
import { contracts, retry, taken, versionOf } from './consumers.ts';
import { laneOf } from './watch.ts';
import type { World } from './world.ts';

const committed = (row: { readonly by: { readonly state: string } }): boolean => row.by.state === 'committed';

const typesOf = (numbers: readonly number[]): readonly string[] =>
  numbers.map((number) => contracts[number]?.type ?? '');

/** Whether everything that was written has been delivered as far as it can be. */
export function isSettled({ server }: World): boolean {
  const { facts, ticks, deliveries } = server.tables;
  for (const delivery of deliveries.values()) if (delivery.state === 'retry') return false;
  const visible = ticks.filter(committed);
  const newest = facts.findLast(committed);
  if (newest !== undefined && visible.length === 0) return false;
  for (const { name, contracts: numbers } of taken) {
    const types = typesOf(numbers);
    for (const fact of facts) {
      if (!committed(fact) || !types.includes(fact.type)) continue;
      const window = visible.find(({ snapshot }) => isVisibleIn(fact.xid, snapshot));
      const cursor = laneOf(server.tables, name, fact.key)?.value;
      if (window === undefined || cursor === undefined || isBefore(cursor, window.tick, fact.pos))
        return false;
    }
  }
  return true;
}

const isBefore = (cursor: SubscriptionRow, tick: number, pos: number): boolean =>
  cursor.tick < tick || (cursor.tick === tick && cursor.pos < pos);

/** What is wrong with the outcome of a schedule that has settled; empty when nothing. */
export function violationsOf(world: World, isHealed: boolean): string[] {
  return [
    ...world.watch.violations,
    ...unfaithful(world),
    ...taken.flatMap(({ name, contracts: numbers }, place) => [
      ...deliveredWrong(world, name, typesOf(numbers), isHealed),
      ...outOfOrder(world, name, world.plan.subscriptions[place]?.whenDead ?? 'park'),
    ]),
    ...invented(world),
  ];
}

/** Facts and changes, command by command. */
function* unfaithful({ server: { tables }, plan, answers }: World): Iterable<string> {
  const facts = tables.facts.filter(committed);
  const changes = tables.changes.filter(committed);
  const place = (key: string, version: number) => `${key} ${version}`;
  const written = facts
    .filter(({ key }) => !key.startsWith('alone'))
    .map(({ key, data }) => place(key, versionOf(data)));
  const changed = changes.map(({ key, version }) => place(key, version));
  for (const each of changed)
    if (!written.includes(each)) yield `I2: the change ${each} was committed without its fact`;
  for (const each of written)
    if (!changed.includes(each)) yield `I2: the fact ${each} was committed without its change`;
  if (new Set(written).size < written.length) yield 'I1: a fact was written twice';
  for (const [number, command] of plan.commands.entries()) {
    const name = `command ${number + 1}`;
    const answer = answers.get(name);
    const alone = command.end === 'outside a unit';
    const done = alone
      ? facts.filter(({ key }) => key === command.facts[0]?.key).length
      : changes.filter((one) => one.command === name).length;
    if (answer === 'acknowledged' && done !== command.facts.length)
      yield `I1: ${name} was acknowledged, and ${done} of its ${command.facts.length} facts are there`;
    if ((answer === 'refused' || answer === undefined) && done > 0)
      yield `I9: ${name} was rolled back, and ${done} of its facts are there`;
  }
}

/** Each fact that the subscription takes: exactly one of effect, dead letter, waiting behind one, nothing to do. */
function* deliveredWrong(
  { server: { tables }, tempers }: World,
  subscription: string,
  types: readonly string[],
  isHealed: boolean,
): Iterable<string> {
  const times = countsOf(tables.effects, subscription);
  const deliveries = [...tables.deliveries.values()].filter((one) => one.subscription === subscription);
  for (const fact of tables.facts) {
    if (!committed(fact) || !types.includes(fact.type)) continue;
    const effects = times.get(fact.id) ?? 0;
    const delivery = tables.deliveries.row(deliveryKey(subscription, logId, fact.id)).value;
    const { kind } = tempers.of(subscription, fact.id);
    const what = `${subscription}: ${nameOf(fact)}`;
    if (effects > 1) yield `I5: ${what} took effect ${effects} times`;
    const expected = kind === 'does nothing' ? 0 : 1;
    if (delivery === undefined || delivery.state === 'done') {
      if (effects < expected) yield `I4: ${what} is lost: no effect, no dead letter`;
      if (effects > 0 && expected === 0) yield `I4: ${what} took effect although there was nothing to do`;
      continue;
    }
    if (effects > 0) yield `I4: ${what} took effect and is ${delivery.state} too`;
    if (delivery.state === 'archived') continue;
    if (isHealed) yield `I4: ${what} is ${delivery.state} after everything was repaired and redriven`;
    if (delivery.state === 'waiting' && !waitsRightly(delivery, deliveries))
      yield `I4: ${what} waits, and nothing dead is ahead of it`;
    if (delivery.state === 'parked' || delivery.state === 'skipped') yield* incomplete(delivery, what, kind);
  }
}

const waitsRightly = (waiting: DeliveryRow, deliveries: readonly DeliveryRow[]): boolean =>
  deliveries.some(
    (one) =>
      one.state === 'parked' &&
      one.key === waiting.key &&
      (one.tick < waiting.tick || (one.tick === waiting.tick && one.pos < waiting.pos)),
  );

/** A dead letter says why, how often, and what. */
function* incomplete(letter: DeliveryRow, what: string, kind: string): Iterable<string> {
  if (kind !== 'refuses' && kind !== 'poison')
    yield `dead letters: ${what} died although it never fails for good`;
  if (letter.errorClass === null || letter.errorMessage === null || letter.firstFailedAt === null)
    yield `dead letters: ${what} does not say why it died`;
  const wanted = kind === 'refuses' ? 1 : retry.attempts;
  if (letter.attempts - letter.attemptsBefore < wanted)
    yield `dead letters: ${what} died after ${letter.attempts} of ${wanted} attempts`;
  const raw = JSON.parse(letter.raw) as { id?: string };
  if (raw.id !== letter.eventId) yield `dead letters: ${what} was kept as another fact`;
}

/** Effects of one key come in the order of the versions that the facts speak of. */
function* outOfOrder(
  { server: { tables } }: World,
  subscription: string,
  whenDead: 'park' | 'skip',
): Iterable<string> {
  const facts = new Map(tables.facts.filter(committed).map((fact) => [fact.id, fact]));
  const latest = new Map<string, FactRow>();
  for (const effect of tables.effects) {
    if (!committed(effect) || effect.subscription !== subscription) continue;
    const fact = facts.get(effect.eventId);
    if (fact === undefined) continue;
    const delivery = tables.deliveries.row(deliveryKey(subscription, logId, fact.id)).value;
    // Where the dead are passed over, a redrive brings them late on purpose.
    if (whenDead === 'skip' && delivery !== undefined && delivery.redrives > 0) continue;
    const previous = latest.get(fact.key);
    if (previous !== undefined && versionOf(previous.data) > versionOf(fact.data))
      yield `I6: ${subscription}: ${nameOf(fact)} took effect after ${nameOf(previous)}`;
    latest.set(fact.key, fact);
  }
}

function* invented({ server: { tables } }: World): Iterable<string> {
  const facts = new Map(tables.facts.filter(committed).map((fact) => [fact.id, fact]));
  const types = new Map(taken.map(({ name, contracts: numbers }) => [name, typesOf(numbers)]));
  for (const { by, eventId, subscription } of tables.effects) {
    if (by.state !== 'committed') continue;
    const fact = facts.get(eventId);
    if (fact === undefined) yield `I2: ${subscription} took ${eventId}, which is not in the log`;
    else if (types.get(subscription)?.includes(fact.type) !== true)
      yield `I4: ${subscription} took ${nameOf(fact)}, which is not for it`;
  }
}

function countsOf(effects: readonly EffectRow[], subscription: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const effect of effects)
    if (committed(effect) && effect.subscription === subscription)
      counts.set(effect.eventId, (counts.get(effect.eventId) ?? 0) + 1);
  return counts;
}

const nameOf = ({ key, data, pos, id }: FactRow): string =>
  `${key} version ${versionOf(data)} (${pos}, ${id})`;

/** Whoever stops leaves his lanes to others at once; who was killed cannot. */
export function* notGivenBack({ server: { tables }, names }: World): Iterable<string> {
  for (const { name, bucket, owner } of tables.subscriptions.values())
    if (owner !== null && names.includes(owner))
      yield `I10: ${owner} has stopped and keeps ${name} [${bucket}]`;
}
