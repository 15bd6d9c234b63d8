import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Suppressions } from './suppressions.js';

/** An operator knows that an address takes mail again. */
export class LiftSuppression {
  constructor(readonly suppressionId: string) {}
}

@CommandHandler(LiftSuppression)
export class LiftSuppressionHandler implements ICommandHandler<LiftSuppression, boolean> {
  constructor(private readonly suppressions: Suppressions) {}

  /** @returns false when it was lifted before @throws {SuppressionNotFoundError} */
  execute({ suppressionId }: LiftSuppression): Promise<boolean> {
    return this.suppressions.lift(suppressionId);
  }
}
