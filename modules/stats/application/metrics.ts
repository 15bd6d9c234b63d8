/** What people do, as the metrics name it. */
export const activities = [
  'sign_up',
  'email_verified',
  'collective_created',
  'collective_invite_accepted',
  'extension_published',
] as const;

export type Activity = (typeof activities)[number];

/** Counts what people do, by day; a day with a count is an active date. */
export abstract class Metrics {
  abstract count(userId: string, activity: Activity, at: Date): Promise<void>;
}
