import type { Provider } from '@nestjs/common';
import { ChangeEventModeHandler } from './change-event-mode.js';
import { ForgetPersonHandler } from './forget-person.js';
import { RecordTrackedEventHandler } from './record-tracked-event.js';
import { Recording } from './recording.js';
import { SweepPersonHandler } from './sweep-person.js';
import { TrackEventHandler } from './track-event.js';

/** Everything this context can be asked to do. */
export const commandHandlers: Provider[] = [
  Recording,
  RecordTrackedEventHandler,
  TrackEventHandler,
  ChangeEventModeHandler,
  ForgetPersonHandler,
  SweepPersonHandler,
];
