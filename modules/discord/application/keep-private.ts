import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PrivatePeople } from './private-people.js';

export class KeepPrivate {
  constructor(readonly userId: string) {}
}

@CommandHandler(KeepPrivate)
export class KeepPrivateHandler implements ICommandHandler<KeepPrivate, void> {
  constructor(private readonly people: PrivatePeople) {}

  execute({ userId }: KeepPrivate): Promise<void> {
    return this.people.add(userId);
  }
}
