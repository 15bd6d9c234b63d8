/** What all private events about one person have. */
export abstract class UserEvent {
  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}
