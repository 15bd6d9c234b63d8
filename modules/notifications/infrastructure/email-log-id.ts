import { nameBasedId } from './name-based-id.js';

/**
 * The id of the mail that a fact asks for: the same fact always means the same mail.
 * @param eventId a UUID
 * @param userId whom it is for, when the fact asks for mails to several people
 */
export function emailLogId(eventId: string, templateKey: string, userId?: string): string {
  return nameBasedId(eventId, userId === undefined ? templateKey : `${templateKey}/${userId}`);
}
