import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { People } from './people.js';

/** Others may find somebody from now on, or may not: them and their personal collective. */
export class ShowPerson {
  constructor(
    readonly userId: string,
    readonly isPublic: boolean,
  ) {}
}

@CommandHandler(ShowPerson)
export class ShowPersonHandler implements ICommandHandler<ShowPerson, void> {
  constructor(private readonly people: People) {}

  execute({ userId, isPublic }: ShowPerson): Promise<void> {
    return this.people.setPublic(userId, isPublic);
  }
}
