export { BaseConsumer } from './base-consumer.js';
export { BasePublisher, keptPrivate, type Publishes } from './base-publisher.js';
export { FactStamper, sourceOf, type StampedFact } from './fact-stamper.js';
export { type Figures, observeFigures } from './figures.js';
export { type MeasuredAttempt, measures } from './measures.js';
export { currentMessageContext, runWithMessageContext, type MessageContext } from './message-context.js';
export { carrierOf, contextOf, type TraceCarrier } from './propagation.js';
export {
  attribute,
  messagingAttributes,
  type DeliveryOutcome,
  type LinkKind,
  type MessagingSystem,
} from './semantic-names.js';
export { errorTypeOf, isTracing, notTraced, recordFailure, tracer } from './tracer.js';
