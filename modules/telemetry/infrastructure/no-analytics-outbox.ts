import { AnalyticsOutbox, type ForwardingState } from '../application/analytics-outbox.js';

/** Where no sink is configured, records stay here. */
export class NoAnalyticsOutbox extends AnalyticsOutbox {
  add(): Promise<void> {
    return Promise.resolve();
  }

  state(): Promise<ForwardingState> {
    return Promise.resolve({ configured: false, waiting: 0, refused: 0, examples: [] });
  }
}
