import type { Announcement } from '../domain/announcement.js';

/** Something that is to be posted. */
export interface NewAnnouncement {
  /** The fact. It is announced once, however often it is delivered. */
  readonly eventId: string;
  readonly occurredAt: Date;
  /** Whom it names. */
  readonly userId: string;
  readonly announcement: Announcement;
}

/** Which announcements. */
export type Selection =
  | { readonly userId: string }
  /** All versions unless one is named. */
  | { readonly extensionName: string; readonly version?: string };

/** Announcements that the running transaction promises to make. */
export abstract class PostOutbox {
  /** In every channel, alone or with others of its burst. */
  abstract add(announcement: NewAnnouncement): Promise<void>;

  /**
   * What has not gone out yet does not go out; what was to go out with it does.
   * @param because kept beside the fact, for operators
   */
  abstract withhold(selection: Selection, because: string): Promise<void>;

  /** The same, and what has gone out is taken back: the message is changed or taken away. */
  abstract takeBack(selection: Selection, because: string): Promise<void>;

  /** What has not gone out yet names the person so. */
  abstract rename(userId: string, username: string): Promise<void>;
}
