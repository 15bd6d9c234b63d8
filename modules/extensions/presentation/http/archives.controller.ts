import { CurrentPrincipal, NeedsScope, Policy, Principal, Refuses, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Ip, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Readable } from 'node:stream';
import { Archives } from '../../application/archives.js';
import { ExtensionCatalogue } from '../../application/extension-catalogue.js';
import type { PullingParty } from '../../application/puller-marks.js';
import { RecordPull } from '../../application/record-pull.js';
import { extensionName, extensionVersion, viewerOf } from './fields.js';

interface Reply {
  headers(values: Readonly<Record<string, string>>): unknown;
}

@Controller('api/v1/extensions')
@Policy('anyone')
@NeedsScope('extensions:read')
export class ArchivesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly catalogue: ExtensionCatalogue,
    private readonly archives: Archives,
  ) {}

  /** Slashes of the name are written `%2F`. Who only asks for the headers does not pull. */
  @Get(':name/versions/:version/archive')
  @Summary('Pull the archive of a version, or of `latest`')
  @Returns(200, 'application/gzip')
  @Refuses('extension-not-found', 'not-found', 'No extension has this name, or you may not see it.')
  @Refuses('extension-taken-down', 'gone', 'An operator took it down, and says why.')
  @Refuses('version-not-found', 'not-found', 'It has no such version; none may be pulled, for `latest`.')
  @Refuses('yanked', 'gone', 'The version, or the whole extension, was withdrawn, and it is said why.')
  @Refuses('archive-not-kept', 'not-found', 'The version came from an import, which brings no archives.')
  async pull(
    @Param('name', { schema: extensionName }) name: string,
    @Param('version', { schema: extensionVersion }) wanted: string,
    @CurrentPrincipal() principal: Principal,
    @Ip() address: string,
    @Req() { method }: { readonly method: string },
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    const found = await this.catalogue.pullable(name, wanted, viewerOf(principal));
    const { version, publicationId, checksum, size } = found;
    const bytes = await this.archives.read(publicationId);
    const party = partyOf(principal, address);
    if (party !== null && method === 'GET') await this.commands.execute(new RecordPull(name, version, party));
    reply.headers({
      'boardwalk-version': version,
      'boardwalk-checksum': checksum,
    });
    return new StreamableFile(Readable.from(bytes, { objectMode: false }), {
      type: 'application/gzip',
      length: size,
      disposition: `attachment; filename="${fileNameOf(name, version)}"`,
    });
  }
}

/** Null for those who look after the platform: that they look says nothing about its use. */
function partyOf(principal: Principal, address: string): PullingParty | null {
  switch (principal.kind) {
    case 'user':
      return { kind: 'user', userId: principal.userId };
    case 'client':
      return { kind: 'client', clientId: principal.clientId };
    // A collective's program pulls for whoever gave it the token.
    case 'collective':
      return { kind: 'user', userId: principal.collective.userId };
    case 'anonymous':
      return { kind: 'stranger', address };
    case 'operator':
    case 'service':
      return null;
  }
}

/** `@tide-pool/sea/shells` → `tide-pool-sea-shells-2026.03.17.1.tar.gz` */
function fileNameOf(name: string, version: string): string {
  return `${name.slice(1).replaceAll('/', '-')}-${version}.tar.gz`;
}
