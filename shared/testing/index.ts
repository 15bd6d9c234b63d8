export { type BrokerFaults, InMemoryBrokerServer } from './in-memory.broker.js';
export { FaultInjectingTransport, type Faults } from './fault-injecting.transport.js';
export { overlapping } from './overlapping.js';
export { differsFromItsLog, rebuilt } from './rebuild.js';
export { SeededRandomness } from './seeded-randomness.js';
export { cloneDatabase, templateDatabase, testDatabase, type TestDatabase } from './test-database.js';
export { type Measured, metric } from './test-metrics.js';
export { spansOf, type TestSpans } from './test-spans.js';
export { NotYet, notYet, type Patience, until } from './until.js';
export { VirtualClock } from './virtual-clock.js';
export {
  operatorToken,
  serviceToken,
  typeOf,
  World,
  type WorldRequest,
  type WorldResponse,
  type WorldSettings,
} from './world.js';
export {
  AnalyticsSinkStandIn,
  type CountedEvent,
  type SinkFault,
} from './stand-ins/analytics-sink.js';
export { DiscordStandIn, type DiscordFault, type DiscordStandInSettings } from './stand-ins/discord.js';
export type { PostedMessage } from './stand-ins/discord-messages.js';
export type { MimeMessage } from './stand-ins/mime-message.js';
export { type OAuthClaims, OAuthStandIn } from './stand-ins/oauth.js';
export { type DeliveredMail, type SmtpFault, SmtpStandIn } from './stand-ins/smtp.js';
