import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { HiddenPeople } from './hidden-people.js';

/** What is heard of the person from now on may be announced. What was withheld stays so. */
export class ShowPerson {
  constructor(
    readonly userId: string,
    readonly because: 'private' | 'suspended',
  ) {}
}

@CommandHandler(ShowPerson)
export class ShowPersonHandler implements ICommandHandler<ShowPerson, void> {
  constructor(private readonly people: HiddenPeople) {}

  execute({ userId, because }: ShowPerson): Promise<void> {
    return this.people.show(userId, because);
  }
}
