import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ForgottenPeople } from './forgotten-people.js';

/** Takes a person who is gone out of what was being recorded at that moment. */
export class SweepPerson {
  constructor(readonly userId: string) {}
}

@CommandHandler(SweepPerson)
export class SweepPersonHandler implements ICommandHandler<SweepPerson, void> {
  constructor(private readonly people: ForgottenPeople) {}

  execute({ userId }: SweepPerson): Promise<void> {
    return this.people.forget(userId);
  }
}
