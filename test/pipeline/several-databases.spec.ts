import { connectedDatabase } from '@boardwalk/messaging';
import { DatabaseLink } from '../servers/database-link.js';
import { severalDatabases } from './several-databases.features.js';

severalDatabases('over a connection', async (url) => {
  const link = await DatabaseLink.to(url);
  return {
    there: connectedDatabase(link.url),
    cut: () => link.cut(),
    join: () => link.join(),
    close: () => link.cut(),
  };
});
