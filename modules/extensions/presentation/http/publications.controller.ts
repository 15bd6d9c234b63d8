import {
  CurrentPrincipal,
  KnownPosition,
  NeedsScope,
  Policy,
  Principal,
  Refuses,
  Returns,
  StreamBody,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { AcceptArchive } from '../../application/accept-archive.js';
import { archiveLimits, Archives, textLimits } from '../../application/archives.js';
import { type ConfirmedPublication, ConfirmPublication } from '../../application/confirm-publication.js';
import { type InitiatedPublication, InitiatePublication } from '../../application/initiate-publication.js';
import { PublicationReads, type PublicationView } from '../../application/publication-reads.js';
import type { PublishingParty } from '../../application/publishing-right.js';
import {
  checksum,
  description,
  extensionName,
  extensionVersion,
  license,
  published,
  visibility,
} from './fields.js';

const Announcement = z.strictObject({
  name: extensionName,
  version: extensionVersion,
  checksum,
  size: z.int().min(1).max(archiveLimits.packedBytes).meta({ description: 'Bytes of the archive.' }),
  description: description.optional(),
  license: license.optional(),
  releaseNotes: z.string().max(textLimits.releaseNotes).optional(),
  ...published,
  visibility: visibility.optional().meta({
    description: 'Decided by the first version, public unless said otherwise; may be left out later.',
  }),
});

const InitiatedView = z.object({
  publicationId: z.uuid(),
  uploadUrl: z.string().meta({ description: 'PUT the archive there, as application/gzip.' }),
  expiresAt: z.date(),
});
const ShownView = z.object({
  publicationId: z.uuid(),
  name: z.string(),
  version: z.string(),
  checksum: z.string(),
  size: z.int(),
  status: z.enum(['initiated', 'uploaded', 'confirmed', 'expired']),
  uploadUrl: z.string(),
  initiatedAt: z.date(),
  expiresAt: z.date(),
  confirmedAt: z.date().nullable(),
  extensionId: z.uuid().nullable(),
});
const ConfirmedView = z.object({
  publicationId: z.uuid(),
  extensionId: z.uuid(),
  name: z.string(),
  version: z.string(),
  publishedAt: z.date(),
});

const id = { schema: z.uuid() };

@Controller('api/v1/publications')
@Policy('user', 'collective')
@NeedsScope('extensions:write')
export class PublicationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly publications: PublicationReads,
    private readonly archives: Archives,
  ) {}

  @Post()
  @Summary('Announce a version and its archive')
  @Returns(201, InitiatedView)
  @Refuses('invalid-extension-name', 'invalid', 'The name is not of the form @collective/name.')
  @Refuses('invalid-version', 'invalid', 'The version is not YYYY.MM.DD.MICRO with a date that exists.')
  @Refuses('collective-not-yours', 'not-found', 'You belong to no collective with the slug in the name.')
  @Refuses('version-taken', 'conflict', 'The version is published already.')
  @Refuses('visibility-fixed', 'conflict', 'The extension is not so, and a version does not change that.')
  @Refuses(
    'too-many-publications',
    'conflict',
    'You have announced as many as you may and not confirmed them.',
  )
  @Refuses('former-slug', 'conflict', 'The collective has another slug now, which new extensions bear.')
  @Refuses('yanked', 'gone', 'The whole extension is withdrawn.')
  @Refuses('extension-taken-down', 'gone', 'An operator took the extension down, and says why.')
  @Refuses('projection-behind', 'behind', 'What you were told of has not arrived here yet.')
  async initiate(
    @Body({ schema: Announcement }) body: z.infer<typeof Announcement>,
    @CurrentPrincipal() principal: Principal,
    @KnownPosition() position?: string,
  ) {
    const { name, version, checksum, size, visibility, description, license, releaseNotes, ...lists } = body;
    const details = {
      ...lists,
      ...(description !== undefined && { description }),
      ...(license !== undefined && { license }),
      ...(releaseNotes !== undefined && { releaseNotes }),
    };
    const initiated: InitiatedPublication = await this.commands.execute(
      new InitiatePublication(
        partyOf(principal),
        name,
        version,
        checksum,
        size,
        details,
        visibility,
        position,
      ),
    );
    return { ...initiated, uploadUrl: uploadUrlOf(initiated.publicationId) };
  }

  @Put(':id/archive')
  @Summary('Upload the archive: a gzip’d tar of files and folders')
  @Returns(200, ShownView)
  @Refuses('publication-not-found', 'not-found', 'You have no publication with this id.')
  @Refuses('publication-expired', 'gone', 'The publication was not confirmed in time.')
  @Refuses('publication-confirmed', 'conflict', 'The publication is confirmed already.')
  @Refuses('checksum-mismatch', 'invalid', 'The archive is another one than was announced.')
  @Refuses('size-mismatch', 'invalid', 'The archive is larger or smaller than was announced.')
  @Refuses('archive-refused', 'invalid', 'The archive is damaged, or holds what is not allowed.')
  async upload(
    @Param('id', id) publicationId: string,
    @StreamBody({
      types: ['application/gzip', 'application/octet-stream'],
      maxBytes: archiveLimits.packedBytes,
    })
    archive: Readable,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { userId } = partyOf(principal);
    // The bytes arrive outside of any transaction: a slow upload holds no row and no connection to the database.
    const announced = await this.publications.announced(publicationId, userId);
    await this.archives.store(publicationId, archive, announced);
    await this.commands.execute(new AcceptArchive(publicationId, userId));
    return this.show(publicationId, userId);
  }

  @Post(':id/confirm')
  @Summary('Publish what was announced and uploaded')
  @Returns(200, ConfirmedView)
  @Refuses('publication-not-found', 'not-found', 'You have no publication with this id.')
  @Refuses('publication-expired', 'gone', 'The publication was not confirmed in time.')
  @Refuses('archive-missing', 'conflict', 'The archive has not been uploaded.')
  @Refuses('collective-not-yours', 'not-found', 'You no longer belong to the collective.')
  @Refuses('version-taken', 'conflict', 'Somebody else published the version meanwhile.')
  @Refuses('visibility-fixed', 'conflict', 'Another first version decided otherwise meanwhile.')
  @Refuses(
    'former-slug',
    'conflict',
    'The collective took another slug meanwhile, which new extensions bear.',
  )
  @Refuses('yanked', 'gone', 'The whole extension was withdrawn meanwhile.')
  @Refuses('extension-taken-down', 'gone', 'An operator took the extension down meanwhile, and says why.')
  @Refuses('projection-behind', 'behind', 'What you were told of has not arrived here yet.')
  confirm(
    @Param('id', id) publicationId: string,
    @CurrentPrincipal() principal: Principal,
    @KnownPosition() position?: string,
  ): Promise<ConfirmedPublication> {
    return this.commands.execute(new ConfirmPublication(publicationId, partyOf(principal), position));
  }

  @Get(':id')
  @Summary('Show how far a publication is')
  @Returns(200, ShownView)
  @Refuses('publication-not-found', 'not-found', 'You have no publication with this id.')
  status(@Param('id', id) publicationId: string, @CurrentPrincipal() principal: Principal) {
    return this.show(publicationId, partyOf(principal).userId);
  }

  private async show(
    publicationId: string,
    userId: string,
  ): Promise<PublicationView & { uploadUrl: string }> {
    const shown = await this.publications.show(publicationId, userId);
    return { ...shown, uploadUrl: uploadUrlOf(publicationId) };
  }
}

/** A collective's program publishes for the person who gave it its token. */
function partyOf(principal: Principal): PublishingParty {
  if (principal.kind !== 'collective') return { userId: principal.userId, username: principal.username };
  const { userId, username, collectiveId } = principal.collective;
  return { userId, username, within: collectiveId };
}

function uploadUrlOf(publicationId: string): string {
  return `/api/v1/publications/${publicationId}/archive`;
}
