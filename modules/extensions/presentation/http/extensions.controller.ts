import {
  CurrentPrincipal,
  cursor,
  cutPage,
  limit,
  NeedsScope,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { ExtensionCatalogue } from '../../application/extension-catalogue.js';
import { ExtensionSearch, type Found, type SearchPlace } from '../../application/extension-search.js';
import { extensionName, extensionVersion, label, platform, viewerOf } from './fields.js';
import { DetailsView, SummaryView, VersionView } from './views.js';

const name = extensionName;
const place = cursor(
  z.discriminatedUnion('sort', [
    z.object({ sort: z.literal('relevance'), relevance: z.int(), name }),
    z.object({ sort: z.literal('newest'), at: z.iso.datetime(), name }),
    z.object({ sort: z.literal('most-pulled'), pulls: z.int(), name }),
    z.object({ sort: z.literal('name'), name }),
  ]),
);
type Place = z.infer<typeof place>;

const Search = z
  .strictObject({
    q: z.string().trim().min(1).max(100).optional().meta({
      description:
        'Words or their beginnings, which all stand in name, labels or description; or a part of a name.',
    }),
    collective: z.string().max(39).optional().meta({ description: 'The slug of a collective.' }),
    label: label.optional(),
    platform: platform.optional(),
    sort: z
      .enum(['relevance', 'newest', 'most-pulled', 'name'])
      .optional()
      .meta({
        description:
          '`relevance`: what fits `q` best, the usual order with `q` · `newest`: what was published last · `most-pulled` · ' +
          '`name`: alphabetically, the usual order without',
      }),
    limit,
    cursor: place.optional(),
  })
  .transform(({ sort, ...query }) => ({ ...query, sort: sort ?? (query.q ? 'relevance' : 'name') }) as const)
  .refine(({ cursor: after, sort }) => after === undefined || after.sort === sort, {
    path: ['cursor'],
    error: 'belongs to a list in another order. Start again without one.',
  })
  .refine(({ q, sort }) => q !== undefined || sort !== 'relevance', {
    path: ['sort'],
    error: 'by relevance needs words to be relevant to. Send q, or choose another order.',
  });

const afterVersion = cursor(extensionVersion);
const Versions = z.strictObject({ limit, cursor: afterVersion.optional() });

@Controller('api/v1/extensions')
@Policy('anyone')
@NeedsScope('extensions:read')
export class ExtensionsController {
  constructor(
    private readonly catalogue: ExtensionCatalogue,
    private readonly extensions: ExtensionSearch,
  ) {}

  @Get()
  @Summary('Search the extensions that can be pulled')
  @Returns(200, pageOf(SummaryView))
  async search(
    @Query({ schema: Search }) query: z.infer<typeof Search>,
    @CurrentPrincipal() viewer: Principal,
  ) {
    const { q: text, cursor: after, limit, ...filter } = query;
    const found = await this.extensions.find(
      { ...filter, text, after: after && placeIn(after), size: limit + 1 },
      viewerOf(viewer),
    );
    return cutPage(found, limit, (last) => z.encode(place, placeOf(query.sort, last)));
  }

  /** Slashes of the name are written `%2F` where something follows it. */
  @Get(':name/versions')
  @Summary('List the versions of an extension, newest first')
  @Returns(200, pageOf(VersionView))
  @Refuses('extension-not-found', 'not-found', 'No extension has this name, or you may not see it.')
  @Refuses('extension-taken-down', 'gone', 'An operator took it down, and says why.')
  @Refuses('invalid-version', 'invalid', 'The cursor holds no version.')
  async versions(
    @Param('name', { schema: extensionName }) name: string,
    @Query({ schema: Versions }) page: z.infer<typeof Versions>,
    @CurrentPrincipal() viewer: Principal,
  ) {
    const { extensionId } = await this.catalogue.show(name, viewerOf(viewer));
    return this.pageOfVersions(extensionId, page, viewer);
  }

  @Get(':name/versions/:version')
  @Summary('Show one version of an extension')
  @Returns(200, VersionView)
  @Refuses('extension-not-found', 'not-found', 'No extension has this name, or you may not see it.')
  @Refuses('extension-taken-down', 'gone', 'An operator took it down, and says why.')
  @Refuses('version-not-found', 'not-found', 'It has no such version; none may be pulled, for `latest`.')
  @Refuses('yanked', 'gone', 'For `latest`: the whole extension was withdrawn, and it is said why.')
  version(
    @Param('name', { schema: extensionName }) name: string,
    @Param('version', { schema: extensionVersion }) version: string,
    @CurrentPrincipal() viewer: Principal,
  ) {
    return this.catalogue.version(name, version, viewerOf(viewer));
  }

  /** The name holds slashes, so it is the rest of the path. */
  @Get('*')
  @Summary('Show an extension and its versions')
  @Returns(200, DetailsView)
  @Refuses('extension-not-found', 'not-found', 'No extension has this name, or you may not see it.')
  @Refuses('extension-taken-down', 'gone', 'An operator took it down, and says why.')
  @Refuses('invalid-version', 'invalid', 'The cursor holds no version.')
  async show(
    @Param('*', { schema: extensionName }) name: string,
    @Query({ schema: Versions }) page: z.infer<typeof Versions>,
    @CurrentPrincipal() viewer: Principal,
  ) {
    const extension = await this.catalogue.show(name, viewerOf(viewer));
    return { ...extension, versions: await this.pageOfVersions(extension.extensionId, page, viewer) };
  }

  private async pageOfVersions(
    extensionId: string,
    { limit, cursor: after }: z.infer<typeof Versions>,
    viewer: Principal,
  ) {
    const page = { after, size: limit + 1 };
    const versions = await this.catalogue.versions(extensionId, page, viewerOf(viewer));
    return cutPage(versions, limit, ({ version }) => z.encode(afterVersion, version));
  }
}

function placeIn(after: Place): SearchPlace {
  return after.sort === 'newest' ? { ...after, at: new Date(after.at) } : after;
}

function placeOf(sort: Place['sort'], { name, relevance, pulls, lastPublishedAt }: Found): Place {
  switch (sort) {
    case 'relevance':
      return { sort, relevance, name };
    case 'newest':
      return { sort, at: lastPublishedAt.toISOString(), name };
    case 'most-pulled':
      return { sort, pulls, name };
    case 'name':
      return { sort, name };
  }
}
