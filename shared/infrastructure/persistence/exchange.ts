import pg from 'pg';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';

type Answered = (error: Error | undefined, results: QueryResult | QueryResult[]) => void;

/** What the driver keeps to itself. Its version is pinned, and the specs of exchanges fail where it changes. */
interface Connection {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  parse(config: { text: string; name: string | undefined }): void;
  bind(config: { statement: string | undefined; values: unknown[]; valueMapper: ValueMapper }): void;
  describe(config: { type: 'P' }): void;
  execute(config: object): void;
  sync(): void;
}
type ValueMapper = (value: unknown) => unknown;
interface DriverQuery {
  name: string | undefined;
  text: string;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: unknown, connection: Connection): void;
}
const DriverQuery = pg.Query as unknown as new (config: QueryConfig, answered: Answered) => DriverQuery;
const { prepareValue } = (pg as unknown as { utils: { prepareValue: ValueMapper } }).utils;

/** What came of statements that travelled together: the answers, or why the one behind so many that ran did not. */
export type Answers =
  | { readonly answers: readonly QueryResult[] }
  | { readonly error: Error; readonly ran: number };

/** Statements that can be sent, each with its values as texts. */
export type Packet = readonly Statement[];

/** Before anything is sent or counted as sent: a value that has no text must not break off a packet. @throws for such a value */
export function packetOf(statements: readonly QueryConfig[]): Packet {
  return statements.map(({ name, text, values }) => ({
    name,
    text,
    values: (values ?? []).map(prepareValue),
  }));
}

/**
 * Sends statements in one packet and gets their answers in one. The server runs none behind one that failed. To send and to
 * receive a packet costs either side more than COMMIT itself.
 */
export function exchange(client: PoolClient, packet: Packet): Promise<Answers> {
  return new Promise((resolve) => {
    const query: Exchange = new Exchange(packet, (error, results) => {
      if (!error) return resolve({ answers: Array.isArray(results) ? results : [results] });
      resolve({ error, ran: query.ran });
    });
    client.query(query as unknown as pg.Submittable);
  });
}

interface Statement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: unknown[];
}

const asItIs: ValueMapper = (value) => value;

/** The driver's query, which can have several answers, with a statement for each. */
class Exchange extends DriverQuery {
  /** How many of the statements have been answered. */
  ran = 0;

  constructor(
    private readonly statements: readonly Statement[],
    answered: Answered,
  ) {
    super({ text: statements.map(({ text }) => text).join('; ') }, answered);
  }

  submit(connection: Connection): null {
    this.stand();
    connection.stream.cork();
    for (const { name, text, values } of this.statements) {
      if (name === undefined || !isKnown(connection, name)) {
        connection.parse({ text, name });
        if (name !== undefined) connection.submittedNamedStatements[name] = text;
      }
      connection.bind({ statement: name, values, valueMapper: asItIs });
      connection.describe({ type: 'P' });
      connection.execute({});
    }
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    super.handleCommandComplete(message, connection);
    this.ran += 1;
    this.stand();
  }

  override handleError(error: unknown, connection: Connection): void {
    // The server has not seen what stood behind the one that failed.
    for (const { name } of this.statements.slice(this.ran))
      if (name !== undefined) delete connection.submittedNamedStatements[name];
    super.handleError(error, connection);
  }

  /** By name and text of its active query the driver remembers what the server has parsed. */
  private stand(): void {
    const statement = this.statements[this.ran];
    if (statement !== undefined) ({ name: this.name, text: this.text } = statement);
  }
}

function isKnown({ parsedStatements, submittedNamedStatements }: Connection, name: string): boolean {
  return parsedStatements[name] !== undefined || submittedNamedStatements[name] !== undefined;
}
