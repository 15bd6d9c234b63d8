import type { Fact } from '@boardwalk/integration-events';
import { operatorToken, typeOf, type World } from '@boardwalk/testing';

/** A fact without what differs between any two collectives: ids in the order of their appearance, one slug, no token. */
export interface Told {
  readonly type: string;
  readonly fields: object;
}

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Everything that was told of the collective that was founded under a slug, in order. */
export async function lifeOf(world: World, slug: string): Promise<Told[]> {
  const facts: (Fact & { readonly collectiveId?: string; readonly slug?: string })[] = await world.facts();
  const collectiveId = facts.find((fact) => fact.slug === slug)?.collectiveId;
  const seen: string[] = [];
  const numbered = (text: string): string => {
    if (!seen.includes(text)) seen.push(text);
    return `#${seen.indexOf(text)}`;
  };
  return facts
    .filter((fact) => fact.collectiveId === collectiveId)
    .map((fact) => ({
      type: typeOf(fact).replace(/^collectives\.(.*)\.v1$/, '$1'),
      fields: JSON.parse(
        JSON.stringify(fact, (key, value: unknown) => (key === 'token' ? 'a token' : value))
          .replaceAll(id, numbered)
          .replaceAll(slug, 'the-slug'),
      ) as object,
    }));
}

/** An operator's import of a collective with its founder. */
export async function bringIn(world: World, slug: string, founder: string): Promise<void> {
  const collectives = [{ slug, founder, foundedAt: '2026-03-17T18:21:17Z' }];
  const { status, text } = await world.request('POST', '/api/v1/operator/collectives:import', {
    as: operatorToken,
    body: { collectives, members: [] },
  });
  if (status !== 200) throw new Error(`The import was answered with ${status}: ${text}`);
}
