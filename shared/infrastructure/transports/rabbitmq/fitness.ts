import { BrokerUnfitError } from '@boardwalk/messaging';
import type { ServerProperties } from 'amqplib';

/** Before it, quorum queues hold every body in memory for ever, and can be set up to drop without a word. */
const oldest = [3, 10] as const;

/** @throws {BrokerUnfitError} when a server does not know how to keep what it was given */
export function examine({ product, version }: Pick<ServerProperties, 'product' | 'version'>): void {
  if (!/rabbitmq/i.test(product))
    throw new BrokerUnfitError(
      product,
      'it has no quorum queues, only RabbitMQ has',
      `Name a RabbitMQ of ${oldest.join('.')} or later.`,
    );
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw new BrokerUnfitError(
      'RabbitMQ',
      `its version is ${version}, and quorum queues are not fit for use before ${oldest.join('.')}`,
      'Install a newer one.',
    );
}
