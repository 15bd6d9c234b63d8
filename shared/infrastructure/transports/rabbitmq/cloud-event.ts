import type { BrokerMessage } from '@boardwalk/messaging';
import type { Options } from 'amqplib';

/** Longer ones stay away: all headers together must fit into one frame, and nobody reads them but people. */
const longestHeader = 1_024;

/** Names as the AMQP binding of CloudEvents has them. */
export function propertiesOf({ id, attributes }: BrokerMessage): Options.Publish {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes))
    if (value.length <= longestHeader) headers[`cloudEvents:${name}`] = value;
  return {
    messageId: id,
    contentType: 'application/json',
    headers,
    // On disk before it is confirmed.
    persistent: true,
    // Comes back when there is no queue; otherwise the server would confirm it and throw it away.
    mandatory: true,
  };
}
