import type { Session } from '../session.js';
import { isAfter, type Position } from '../platform/position.js';
import type { Courier } from './courier.js';
import { collectiveOf, type Publication } from './publication.js';
import { Remembered } from './remembered.js';
import { settle, type Settled } from './settle.js';

/** A publication whose author and collective are there, or are known never to be. */
export interface Prepared {
  readonly publication: Publication;
  /** The place in the log from which on both can be known to everybody. */
  readonly needs: Position;
  /** Why they will never be; null when they are. */
  readonly refused: string | null;
}

/** What became of somebody, or of a collective, that a line names. */
type Origin = { readonly at: Position } | { readonly refused: string };

interface NewCollective {
  readonly slug: string;
  readonly founder: string;
  readonly foundedAt: string;
}
interface NewMember {
  readonly slug: string;
  readonly username: string;
  readonly joinedAt: string;
}

/** Names that are remembered. Who is forgotten is brought in once more, which changes nothing. */
const mostNames = 100_000;
/** A request for collectives takes 100 kB, and so about as many as this. */
const mostInRequest = 400;

/** Brings in authors and collectives in front of the lines that name them first. */
export class Origins {
  private readonly authors = new Remembered<Origin>(mostNames);
  private readonly collectives = new Remembered<Origin>(mostNames);
  private readonly members = new Remembered<true>(mostNames);

  constructor(
    private readonly courier: Courier,
    private readonly session: Session,
    private readonly longestBehind: number,
  ) {}

  async prepare(publications: readonly Publication[]): Promise<readonly Prepared[]> {
    await this.bringInAuthors(publications);
    await this.bringInCollectives(publications.filter(({ author }) => !isRefused(this.authors.get(author))));
    return publications.map((publication) => this.prepared(publication));
  }

  private async bringInAuthors(publications: readonly Publication[]): Promise<void> {
    const fresh = new Map<string, string>();
    for (const { author, publishedAt } of publications) {
      if (this.authors.get(author) === undefined && !fresh.has(author)) fresh.set(author, publishedAt);
    }
    const users = [...fresh].map(([username, registeredAt]) => ({ username, registeredAt }));
    await this.inRequests(
      'operator/users:import',
      users,
      (part) => ({ users: part }),
      ({ username }, outcome) => this.authors.put(username, originOf(outcome)),
    );
  }

  private async bringInCollectives(publications: readonly Publication[]): Promise<void> {
    const founded = new Map<string, NewCollective>();
    const joined = new Map<string, NewMember>();
    for (const publication of publications) {
      const { author, publishedAt } = publication;
      const slug = collectiveOf(publication);
      const membership = `${slug}/${author}`;
      if (this.collectives.get(slug) === undefined && !founded.has(slug))
        founded.set(slug, { slug, founder: author, foundedAt: publishedAt });
      else if (founded.get(slug)?.founder !== author && this.members.get(membership) === undefined)
        joined.set(membership, joined.get(membership) ?? { slug, username: author, joinedAt: publishedAt });
    }
    const path = 'operator/collectives:import';
    const toBody = (collectives: readonly NewCollective[]) => ({ collectives, members: [] });
    await this.inRequests(path, [...founded.values()], toBody, ({ slug, founder }, outcome) => {
      this.collectives.put(slug, originOf(outcome));
      this.members.put(`${slug}/${founder}`, true);
    });
    const members = [...joined.values()].filter(({ slug }) => !isRefused(this.collectives.get(slug)));
    const toMemberBody = (part: readonly NewMember[]) => ({ collectives: [], members: part });
    await this.inRequests(path, members, toMemberBody, ({ slug, username }) =>
      this.members.put(`${slug}/${username}`, true),
    );
  }

  private async inRequests<Item>(
    path: string,
    items: readonly Item[],
    bodyOf: (items: readonly Item[]) => unknown,
    tell: (item: Item, outcome: Settled) => void,
  ): Promise<void> {
    for (let from = 0; from < items.length; from += mostInRequest) {
      const part = items.slice(from, from + mostInRequest);
      const send = (left: readonly Item[]) => this.courier.deliver(path, left, bodyOf);
      const outcomes = await settle(part, send, this.session, this.longestBehind);
      for (const [at, item] of part.entries()) {
        const outcome = outcomes[at];
        if (outcome !== undefined) tell(item, outcome);
      }
    }
  }

  private prepared(publication: Publication): Prepared {
    const author = this.authors.get(publication.author);
    const collective = this.collectives.get(collectiveOf(publication));
    if (isRefused(author))
      return { publication, needs: null, refused: `Its author was rejected: ${author.refused}` };
    if (isRefused(collective))
      return { publication, needs: null, refused: `Its collective was rejected: ${collective.refused}` };
    const [one, other] = [author?.at ?? null, collective?.at ?? null];
    return { publication, needs: isAfter(one, other) ? one : other, refused: null };
  }
}

function originOf({ status, reason, at }: Settled): Origin {
  return status === 'rejected' ? { refused: reason ?? 'no reason was given' } : { at };
}

function isRefused(origin: Origin | undefined): origin is { readonly refused: string } {
  return origin !== undefined && 'refused' in origin;
}
