import type { Notice } from '../domain/notice.js';
import type { TemplateCall } from './templates/templates.js';

/**
 * The mail that goes with a notice; null when it stands in the inbox only.
 * @param actor the name of whom it names; null when they are gone
 */
export function mailOf(notice: Notice, actor: string | null): TemplateCall | null {
  switch (notice.type) {
    case 'invite-accepted':
      return { key: notice.type, values: { ...notice.values, accepter: actor ?? 'Somebody' } };
    case 'password-changed':
      return { key: notice.type, values: notice.values };
    case 'new-device':
      return { key: notice.type, values: notice.values };
    case 'collective-created':
      return { key: notice.type, values: notice.values };
    case 'removed-from-collective':
      return { key: notice.type, values: notice.values };
    case 'collective-dissolved':
      return { key: notice.type, values: notice.values };
    case 'extension-yanked':
      return { key: notice.type, values: notice.values };
    case 'extension-deprecated':
      return { key: notice.type, values: notice.values };
    case 'badge-awarded':
      return { key: notice.type, values: notice.values };
    case 'tier-reached':
      return { key: notice.type, values: notice.values };
    // The invitation itself is mailed to the address, whoever reads there.
    case 'invited':
    case 'invite-declined':
    case 'invite-expired':
    case 'role-changed':
    case 'ownership-received':
    case 'webhook-disabled':
      return null;
  }
}
