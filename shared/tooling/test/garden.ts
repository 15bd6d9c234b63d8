import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A small project whose catalog is complete: gardens publish that a bed was planted, and kitchens take note. */
const complete: Readonly<Record<string, string>> = {
  'shared/integration-events/package.json': '{ "version": "0.1.0" }\n',
  'shared/integration-events/contract.ts': `
export interface EventMetadata { readonly eventId: string }
export type Fields<T> = Omit<T, 'metadata'>;
`,
  'shared/integration-events/gardens/bed-planted.integration-event.ts': `
import type { EventMetadata, Fields } from '../contract.js';

/**
 * A bed was planted.
 * @track garden_bed_planted
 * @public members
 */
export class BedPlantedIntegrationEvent {
  static readonly type = 'gardens.bed-planted.v1';
  static readonly key = 'bedId';
  /** @minLength 1 */
  readonly bedId!: string;
  readonly crop!: 'beans' | 'kale';
  /**
   * Whom to call when it needs water.
   * @personal bedId
   * @format email
   */
  readonly keeperEmail!: string;
  readonly note?: string;
  declare readonly metadata: EventMetadata;
  constructor(fields: Fields<BedPlantedIntegrationEvent>) { Object.assign(this, fields); }
}
`,
  'modules/gardens/README.md': '# gardens\n\n<!-- generated:canvas -->\n<!-- /generated -->\n\nWords.\n',
  'modules/gardens/presentation/publishers/gardens.publisher.ts': `
import { BedPlantedIntegrationEvent } from '@boardwalk/integration-events';
export class GardensPublisher {
  publishBedPlanted(event: { bedId: string }): void {
    this.publish(new BedPlantedIntegrationEvent({ bedId: event.bedId, crop: 'beans', keeperEmail: 'a@example.org' }));
  }
}
`,
  'modules/kitchens/README.md': '# kitchens\n\n<!-- generated:canvas -->\n<!-- /generated -->\n',
  'modules/kitchens/presentation/consumers/bed-planted.consumer.ts': `
import { BedPlantedIntegrationEvent } from '@boardwalk/integration-events';
import { EventsHandler } from '@nestjs/cqrs';
@EventsHandler(BedPlantedIntegrationEvent)
export class BedPlantedConsumer {}
`,
};

/** Files that a story changes: a text replaces the file, a pair replaces a passage in it, null removes it. */
export type Changes = Readonly<Record<string, string | readonly [from: string, to: string] | null>>;

export class Garden implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'boardwalk-garden-'));

  constructor(changes: Changes = {}) {
    for (const [file, text] of Object.entries(complete)) this.put(file, text);
    this.change(changes);
  }

  change(changes: Changes): void {
    for (const [file, change] of Object.entries(changes)) {
      if (change === null) rmSync(join(this.root, file));
      else if (typeof change === 'string') this.put(file, change);
      else {
        const [from, to] = change;
        const text = complete[file];
        if (text?.includes(from) !== true) throw new Error(`${file} has no passage ${from}`);
        this.put(file, text.replace(from, to));
      }
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }

  private put(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }
}
