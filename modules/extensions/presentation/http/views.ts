import { pageOf } from '@boardwalk/http';
import { z } from 'zod';
import { visibility } from './fields.js';

const Withdrawal = z
  .object({ at: z.date(), reason: z.string() })
  .nullable()
  .meta({ description: 'Since when it is not to be pulled, and why; null while it may be.' });

export const SummaryView = z.object({
  extensionId: z.uuid(),
  name: z.string(),
  collective: z.string().meta({ description: 'The slug of the collective that publishes it.' }),
  visibility,
  description: z.string().nullable(),
  license: z.string().nullable(),
  platforms: z.array(z.string()).readonly(),
  labels: z.array(z.string()).readonly(),
  latest: z
    .string()
    .nullable()
    .meta({ description: 'The newest version by calendar that may be pulled; null when none may.' }),
  lastPublishedAt: z.date(),
  pulls: z.int().meta({ description: 'Once per puller, version and day, UTC, without those of members.' }),
  deprecated: z.boolean(),
});

export const VersionView = z.object({
  version: z.string(),
  author: z
    .string()
    .nullable()
    .meta({ description: 'Null once the account is gone, and while the person is not to be found by you.' }),
  publishedAt: z.date(),
  checksum: z.string().nullable().meta({ description: 'SHA-256; null for what an import brought.' }),
  size: z.int().nullable(),
  description: z.string().nullable(),
  license: z.string().nullable(),
  platforms: z.array(z.string()).readonly(),
  labels: z.array(z.string()).readonly(),
  contents: z.record(z.string(), z.int()),
  releaseNotes: z.string().nullable(),
  dependencies: z.array(z.object({ name: z.string(), resolved: z.boolean() })).readonly(),
  yanked: Withdrawal,
  pulls: z.int(),
});

const ExtensionView = SummaryView.extend({
  author: z
    .string()
    .nullable()
    .meta({ description: 'Null once the account is gone, and while the person is not to be found by you.' }),
  yanked: Withdrawal,
  deprecation: z
    .object({ at: z.date(), supersededBy: z.string().nullable() })
    .nullable()
    .meta({ description: 'Since when nobody should begin to use it, and what to use in its place.' }),
});

export const DetailsView = ExtensionView.extend({
  versions: pageOf(VersionView).meta({ description: 'Newest by calendar first.' }),
});
