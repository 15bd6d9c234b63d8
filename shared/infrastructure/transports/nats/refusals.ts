import { BrokerUnfitError } from '@boardwalk/messaging';
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import type { Session } from './link.js';

/** Codes of the server's errors. */
const code = {
  consumerNotMade: 10_012,
  nameInUse: 10_058,
  subjectsOverlap: 10_065,
  noRoomOnServer: 10_023,
  noRoomForAccount: 10_047,
  messageTooLong: 10_054,
  replicasNotSupported: 10_074,
  consumerThere: 10_148,
} as const;

/** Nobody answers what was asked or published: JetStream is not there, or no stream takes the subject. */
export function isNobodyThere(error: unknown): boolean {
  // The client does not hand out the class.
  return error instanceof Error && error.name === 'JetStreamNotEnabled';
}

/** There is a stream of this name that was set up in another way. */
export function isNameInUse(error: unknown): boolean {
  return codeOf(error) === code.nameInUse;
}

/** There is a consumer of this name that was set up in another way. */
export function isConsumerThere(error: unknown): boolean {
  return codeOf(error) === code.consumerThere;
}

/** Tells what is wrong with a server, and how to mend it. */
export class Refusals {
  /** @param server `host:port` */
  constructor(private readonly server: string) {}

  /** @param flaw stands behind the stream's name */
  ofStream(stream: string, flaw: string): BrokerUnfitError {
    return this.unfit(
      `its stream ${stream} ${flaw}`,
      `Remove that stream (nats stream rm ${stream}): it is made again as it must be, and what it held is sent again.`,
    );
  }

  /** Why JetStream is not there, or what else went wrong. */
  ofJetStream(error: unknown): unknown {
    if (!isNobodyThere(error)) return error;
    return this.unfit(
      'JetStream is not switched on for us, and without it a message that nobody waits for is dropped',
      'Start nats-server with --jetstream and --store_dir, and allow JetStream to the account that we use.',
    );
  }

  /** Why a stream cannot be made, or what else went wrong. */
  ofMakingStream(error: unknown, channel: string, replicas: number): unknown {
    if (codeOf(error) === code.subjectsOverlap)
      return this.unfit(
        `another stream takes what is sent to ${channel}`,
        `Take that subject from it (nats stream ls --subject ${channel}).`,
      );
    if (codeOf(error) === code.replicasNotSupported)
      return this.unfit(
        `it is no cluster, and cannot hold ${replicas} copies of a message`,
        'Ask for one replica, or make it part of a cluster.',
      );
    return error;
  }

  /** Why a consumer cannot be made, or what else went wrong. */
  ofMakingConsumer(error: unknown, stream: string): unknown {
    if (!(error instanceof JetStreamApiError)) return error;
    if (error.status !== 400 && error.code !== code.consumerNotMade) return error;
    return this.unfit(
      `its stream ${stream} cannot have the consumer that it needs (${error.message})`,
      `See who else takes messages from it (nats consumer ls ${stream}), and remove that consumer.`,
    );
  }

  /** Why a message cannot be sent, or what else went wrong. */
  ofSending(error: unknown, { connection }: Session): unknown {
    const said = codeOf(error);
    if (said === code.noRoomOnServer || said === code.noRoomForAccount)
      return new Error(
        `NATS at ${this.server} has no room left for JetStream. Give it more (max_file_store, or the limits of the account), or see why nobody takes out what it holds`,
        { cause: error },
      );
    if (said === code.messageTooLong)
      return this.unfit(
        'its stream takes no message as large as a fact',
        'Raise max_msg_size of the stream, or remove the stream: it is made again as it must be, and what it held is sent again.',
      );
    if (!(error instanceof errors.InvalidArgumentError) || !error.message.includes('max_payload'))
      return error;
    return this.unfit(
      `it takes messages of ${connection.info?.max_payload ?? 'few'} bytes at the most, and a fact needs more`,
      'Raise max_payload in its configuration.',
    );
  }

  private unfit(what: string, mend: string): BrokerUnfitError {
    return new BrokerUnfitError(`NATS at ${this.server}`, what, mend);
  }
}

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined;
}
