import { DomainError } from '@boardwalk/domain';

export interface Collective {
  readonly slug: string;
  readonly name: string;
  readonly foundedAt: Date;
  readonly founderUserId: string;
}

export class SlugTakenError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'slug-taken';
  constructor(slug: string) {
    super(`The slug "${slug}" belongs to another collective. Choose another one.`, { slug });
  }
}

export class CollectiveNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'collective-not-found';
  constructor(slug: string) {
    super(`There is no collective "${slug}" that you may see.`, { slug });
  }
}

/** The example's stand-in for a context: collectives in memory, hidden from everybody but their founder while secret. */
export class Collectives {
  private readonly rows = new Map<string, Collective>();

  async found(founderUserId: string, slug: string, name: string): Promise<Collective> {
    if (this.rows.has(slug)) throw new SlugTakenError(slug);
    const collective = { slug, name, foundedAt: new Date(0), founderUserId };
    this.rows.set(slug, collective);
    return collective;
  }

  async after(slug: string | undefined, most: number): Promise<Collective[]> {
    const sorted = [...this.rows.values()].sort((one, other) => (one.slug < other.slug ? -1 : 1));
    return sorted.filter((row) => row.slug > (slug ?? '')).slice(0, most);
  }

  async visibleTo(userId: string | null, slug: string): Promise<Collective> {
    const row = this.rows.get(slug);
    if (!row || (slug.startsWith('secret') && row.founderUserId !== userId))
      throw new CollectiveNotFoundError(slug);
    return row;
  }
}
