import { ServiceToken } from '@boardwalk/http';
import { connectedDatabase, type OpenDatabase } from '@boardwalk/messaging';
import { servedDatabase } from '@boardwalk/served-log';

/**
 * Another database whose log is read.
 * @param url of the database itself, or `http(s)://…` of a process that belongs to it
 */
export function otherDatabase(url: string, platformSecret: string): OpenDatabase {
  if (/^https?:/.test(url)) return servedDatabase(url, ServiceToken.from(platformSecret));
  return connectedDatabase(url);
}
