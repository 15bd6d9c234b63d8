/**
 * People whose profiles are not public. Nothing that names them is announced. All consumers of this context share one
 * subscription: facts about one person come in order, so this is known before anything else about them is heard.
 */
export abstract class PrivatePeople {
  abstract add(userId: string): Promise<void>;
  abstract includes(userId: string): Promise<boolean>;
}
