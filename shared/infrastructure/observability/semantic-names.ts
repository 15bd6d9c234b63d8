/**
 * Every attribute name that Boardwalk writes, in one place: the OpenTelemetry messaging conventions are still
 * in development and were renamed in semantic conventions 1.45.
 */
export const operation = {
  create: 'create',
  send: 'send',
  receive: 'receive',
  process: 'process',
  settle: 'settle',
} as const;

export const attribute = {
  system: 'messaging.system.name',
  /** The name before 1.45, which viewers still read. Written beside the new one. */
  legacySystem: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  consumerGroup: 'messaging.consumer.group.name',
  messageId: 'messaging.message.id',
  conversationId: 'messaging.message.conversation_id',
  batchMessageCount: 'messaging.batch.message_count',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  errorType: 'error.type',
  cloudEventId: 'cloudevents.event_id',
  cloudEventSource: 'cloudevents.event_source',
  cloudEventType: 'cloudevents.event_type',
  cloudEventSpecVersion: 'cloudevents.event_spec_version',
  cloudEventSubject: 'cloudevents.event_subject',
  context: 'boardwalk.context',
  contract: 'boardwalk.contract',
  contractSide: 'boardwalk.contract.side',
  command: 'boardwalk.command',
  attempt: 'boardwalk.delivery.attempt',
  outcome: 'boardwalk.delivery.outcome',
  causationId: 'boardwalk.causation.id',
  replay: 'boardwalk.replay',
  outboxWait: 'boardwalk.outbox.wait_ms',
  queueDwell: 'boardwalk.queue.dwell_ms',
  linkKind: 'boardwalk.link.kind',
} as const;

export type LinkKind = 'creation' | 'causation' | 'redrive_of' | 'batch_member';

/** How a delivery ended. */
export type DeliveryOutcome = 'ack' | 'retry' | 'dead_letter' | 'duplicate' | 'skipped';

/** `messaging.system.name` of the transports. */
export type MessagingSystem =
  | 'postgresql'
  | 'in_process'
  | 'kafka'
  | 'rabbitmq'
  | 'nats'
  | 'bullmq'
  | 'redis_streams';

/** @param system what carries the message @param name the verb, which is also its type for every verb we use */
export function messagingAttributes(
  system: MessagingSystem,
  name: keyof typeof operation,
  destination: string,
) {
  return {
    [attribute.system]: system,
    [attribute.legacySystem]: system,
    [attribute.operationName]: name,
    [attribute.operationType]: name,
    [attribute.destination]: destination,
  };
}
