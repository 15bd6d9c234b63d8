import { ServiceToken } from '@boardwalk/http';
import { connectedDatabase } from '@boardwalk/messaging';
import { servedDatabase } from '@boardwalk/served-log';
import { applicationSecret } from '@boardwalk/testing/messaging-application';
import { DatabaseLink } from '../servers/database-link.js';
import { startServingProcess } from './serving-process.js';
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

severalDatabases('through a process that serves it', async (url) => {
  const serving = await startServingProcess(url);
  const link = await DatabaseLink.to(serving.url);
  return {
    there: servedDatabase(link.url, ServiceToken.from(applicationSecret)),
    cut: () => link.cut(),
    join: () => link.join(),
    close: async () => {
      await link.cut();
      await serving.stop();
    },
  };
});
