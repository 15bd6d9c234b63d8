import { AsyncLocalStorage } from 'node:async_hooks';
import type { UnitOfWork } from '@boardwalk/persistence';

/** A request of an operator that may change something, and whether that stands in the audit. */
export class OperatorRequest {
  private recordedIn: UnitOfWork | undefined;
  private recorded = false;
  private over = false;

  constructor(
    readonly actor: string,
    /** `POST /api/v1/operator/consumers/:name/pause` */
    readonly route: string,
    /** The path as it was sent, without its query. */
    readonly target: string,
    /** What it is called where nobody says it better: `consumers.pause`. */
    readonly action: string,
  ) {}

  /** Whether a unit that is about to commit has to carry the record of this request. */
  awaitsRecord(unit: UnitOfWork): boolean {
    const apart = unit.kind.speculative === true || unit.kind.shadow === true;
    return !this.over && !this.recorded && this.recordedIn !== unit && !apart;
  }

  recordIn(unit: UnitOfWork): void {
    this.recordedIn = unit;
    unit.onSettled((committed) => {
      this.recorded ||= committed;
    });
  }

  /** What it has set going may go on; that is no longer the request. */
  end(): void {
    this.over = true;
  }

  get isRecorded(): boolean {
    return this.recorded;
  }
}

const storage = new AsyncLocalStorage<OperatorRequest>();

export function duringRequest<T>(request: OperatorRequest, work: () => T): T {
  return storage.run(request, work);
}

export function currentOperatorRequest(): OperatorRequest | undefined {
  return storage.getStore();
}
