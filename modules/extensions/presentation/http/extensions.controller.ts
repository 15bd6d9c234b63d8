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
import { extensionName, extensionVersion, label, platform, viewerOf, visibility } from './fields.js';

const place = cursor(
  z.object({ sort: z.enum(['name', 'published']), name: extensionName, at: z.iso.datetime() }),
);
const Search = z
  .strictObject({
    q: z.string().trim().min(1).max(100).optional().meta({
      description: 'Part of a name or of a description, or a whole label.',
    }),
    collective: z.string().max(39).optional().meta({ description: 'The slug of a collective.' }),
    label: label.optional(),
    platform: platform.optional(),
    sort: z.enum(['name', 'published']).default('name').meta({
      description: '`name`: alphabetically · `published`: what was published last comes first',
    }),
    limit,
    cursor: place.optional(),
  })
  .refine(({ cursor: after, sort }) => after === undefined || after.sort === sort, {
    path: ['cursor'],
    error: 'belongs to a list in another order. Start again without one.',
  });

const afterVersion = cursor(extensionVersion);
const Versions = z.strictObject({ limit, cursor: afterVersion.optional() });

const SummaryView = z.object({
  extensionId: z.uuid(),
  name: z.string(),
  collective: z.string().meta({ description: 'The slug of the collective that publishes it.' }),
  visibility,
  description: z.string().nullable(),
  license: z.string().nullable(),
  platforms: z.array(z.string()).readonly(),
  labels: z.array(z.string()).readonly(),
  latest: z.string().meta({ description: 'The newest version by calendar.' }),
  lastPublishedAt: z.date(),
});
const VersionView = z.object({
  version: z.string(),
  author: z.string(),
  publishedAt: z.date(),
  checksum: z.string().nullable().meta({ description: 'SHA-256; null for what an import brought.' }),
  size: z.int().nullable(),
  platforms: z.array(z.string()).readonly(),
  labels: z.array(z.string()).readonly(),
  contents: z.record(z.string(), z.int()),
  releaseNotes: z.string().nullable(),
  dependencies: z.array(z.object({ name: z.string(), resolved: z.boolean() })).readonly(),
});
const DetailsView = SummaryView.extend({
  versions: pageOf(VersionView).meta({ description: 'Newest by calendar first.' }),
});

@Controller('api/v1/extensions')
@Policy('anyone')
@NeedsScope('extensions:read')
export class ExtensionsController {
  constructor(private readonly catalogue: ExtensionCatalogue) {}

  @Get()
  @Summary('Search the extensions')
  @Returns(200, pageOf(SummaryView))
  async search(
    @Query({ schema: Search }) query: z.infer<typeof Search>,
    @CurrentPrincipal() viewer: Principal,
  ) {
    const { q, collective, label, platform, sort, limit, cursor: after } = query;
    const rows = await this.catalogue.search(
      {
        text: q,
        collective,
        label,
        platform,
        sort,
        after: after && { name: after.name, lastPublishedAt: new Date(after.at) },
        size: limit + 1,
      },
      viewerOf(viewer),
    );
    return cutPage(rows, limit, ({ name, lastPublishedAt }) =>
      z.encode(place, { sort, name, at: lastPublishedAt.toISOString() }),
    );
  }

  /** The name holds slashes, so it is the rest of the path. */
  @Get('*')
  @Summary('Show an extension and its versions')
  @Returns(200, DetailsView)
  @Refuses('extension-not-found', 'not-found', 'No extension has this name, or you may not see it.')
  @Refuses('invalid-version', 'invalid', 'The cursor holds no version.')
  async show(
    @Param('*', { schema: extensionName }) name: string,
    @Query({ schema: Versions }) { limit, cursor: after }: z.infer<typeof Versions>,
    @CurrentPrincipal() viewer: Principal,
  ) {
    const extension = await this.catalogue.show(name, viewerOf(viewer));
    const versions = await this.catalogue.versions(
      extension.extensionId,
      { after, size: limit + 1 },
      viewerOf(viewer),
    );
    return {
      ...extension,
      versions: cutPage(versions, limit, ({ version }) => z.encode(afterVersion, version)),
    };
  }
}
