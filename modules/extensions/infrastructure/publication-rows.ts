import { CalVer } from '../domain/cal-ver.js';
import { ExtensionName } from '../domain/extension-name.js';
import { Publication } from '../domain/publication.js';
import type { PublicationRow } from './tables.js';

export function restoredPublication(row: PublicationRow): Publication {
  const { confirmed_at: confirmedAt, extension_id: extensionId } = row;
  return Publication.restore(
    {
      id: row.id,
      name: ExtensionName.parse(row.name),
      version: CalVer.parse(row.release),
      publisher: { userId: row.user_id, username: row.username },
      checksum: row.checksum,
      size: row.size,
      details: row.details,
      ...(row.visibility !== null && { visibility: row.visibility }),
      initiatedAt: row.initiated_at,
      expiresAt: row.expires_at,
      archivedAt: row.archived_at,
      confirmed: confirmedAt !== null && extensionId !== null ? { at: confirmedAt, extensionId } : null,
    },
    row.version,
  );
}
