export type { Bridge, ToldFact, Undone } from './bridges/bridge.js';
export type { Broker, BrokerMessage, BrokerRoutes, Land } from './brokers/broker.js';
export { type Destination, Destinations, type Place } from './brokers/destinations.js';
export { FormerRoutes } from './brokers/former-routes.js';
export { BrokerTransport } from './brokers/broker.transport.js';
export { reasonOf, Trouble } from './trouble.js';
export { DeadLetterEditor, type FieldChange, type PlannedEdit } from './dead-letters/dead-letter-editor.js';
export { type DeadLetter, type DeadLetterGroup, DeadLetters } from './dead-letters/dead-letters.js';
export { DeadLetterNotFoundError } from './dead-letters/dead-letters.errors.js';
export type { DeadLetterFilter } from './dead-letters/filter.js';
export { type Redrive, Redrives, type RedriveState } from './dead-letters/redrives.js';
export type { DeadCommand, DelayedCommand } from './delayed-commands/delayed-command.js';
export { DelayedCommands } from './delayed-commands/delayed-commands.js';
export { FactDecoder, headersOf } from './delivery/fact-decoder.js';
export { DeliveryHost } from './delivery/delivery-host.js';
export { connectedDatabase } from './elsewhere/connected-database.js';
export type {
  LandingPlaces,
  Listening,
  OpenDatabase,
  OtherDatabase,
  ReadableLog,
} from './elsewhere/other-database.js';

export type { CallAccount } from './intents/call-account.js';
export type { CallOutcome, IntentRow, IntentTable, UnknownCall, Verdict } from './intents/intent.js';
export { IntentSender } from './intents/intent-sender.js';
export { Backlog } from './log/backlog.js';
export { bucketOf } from './lanes/spread.js';
export type { Awaited, Lag } from './log/lag.js';
export { factsAfter, LogReader } from './log/log-reader.js';
export { type LogFields, type LogHeaders, LogRow, rawOf, rowOf } from './log/log-row.js';
export { windowOfRow } from './log/window-of-row.js';
export { SharedLog } from './log/shared-log.js';
export { Relay } from './log/relay.js';
export { comparePositions, genesis, parsePosition, type Position, printPosition } from './log/position.js';
export {
  describeReader,
  type LeftDeliveries,
  type Reader,
  type ReaderPlace,
  Readers,
} from './retention/readers.js';
export { defaultRetentionDays, type Overdue, Retention } from './retention/retention.js';
export { Messaging, type MessagingRole } from './messaging.js';
export { LogAwayError, PrunedPositionError, UnreadableFactError } from './messaging.errors.js';
export { MessagingModule, type MessagingSettings } from './messaging.module.js';
export { masked, personalMask } from './personal/personal-fields.js';
export { type SealedKey, type SealedKeys, StoredKeys } from './personal/sealed-keys.js';
export {
  BrokerUnfitError,
  CallNotRepeatableError,
  ReaderInUseError,
  ReplayRefusedError,
  TransportCannotError,
} from './messaging.errors.js';
export type { TableComparison } from './replay/comparison.js';
export { type Replay, type ReplayMode, type ReplayOrder, Replays } from './replay/replays.js';
export { shadowName, type Subscription } from './subscriptions/subscription.js';
export { SubscriptionControl } from './subscriptions/subscription-control.js';
export { SystemTimers, Timers } from './timers.js';
export type { Hearing, HintLine, OpenHints } from './transports/hints.js';
export { InProcessTransport } from './transports/in-process.transport.js';
export { PostgresTransport } from './transports/postgres.transport.js';
export type { FactSource, LogElsewhere, Transport, TransportFeatures } from './transports/transport.js';
