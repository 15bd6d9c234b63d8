import type { Client } from './client.js';

export abstract class ClientRepository {
  abstract save(client: Client): Promise<void>;
}
