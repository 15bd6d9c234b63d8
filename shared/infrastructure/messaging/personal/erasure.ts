import { PersonalData } from '@boardwalk/domain';
import { NoUnitOfWorkError, type UnitsOfWork } from '@boardwalk/persistence';
import type { SubjectKeys } from './subject-keys.js';

/** Takes away the keys under which facts are sealed. */
export class Erasure extends PersonalData {
  constructor(
    private readonly keys: SubjectKeys,
    private readonly units: UnitsOfWork,
  ) {
    super();
  }

  /** @throws {NoUnitOfWorkError} */
  async erase(userId: string, addresses: readonly string[]): Promise<void> {
    const unit = this.units.current();
    if (unit === undefined) throw new NoUnitOfWorkError('A person was erased');
    const subjects = addresses.map((address) => this.keys.subjectOf(address, true));
    await this.keys.erase([this.keys.subjectOf(userId, false), ...subjects], unit);
  }
}
