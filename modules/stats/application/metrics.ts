/** What people do, as the metrics name it. */
export const activities = [
  'sign_up',
  'email_verified',
  'daily_sign_in',
  'collective_created',
  'collective_invite_accepted',
  'extension_published',
  'extension_pulled',
] as const;

export type Activity = (typeof activities)[number];

/** Counts what people do, by day; a day with a count is an active date. */
export abstract class Metrics {
  /** Does nothing for somebody whose account was deleted, or of whom stats has not heard. */
  abstract count(userId: string, activity: Activity, at: Date): Promise<void>;
}
