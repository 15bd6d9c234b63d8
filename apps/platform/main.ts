import { telemetry } from './telemetry/register.js';
import { SystemClock, SystemIds } from '@boardwalk/domain';
import { JsonLogger } from '@boardwalk/http';
import { Messaging } from '@boardwalk/messaging';
import { Migrations } from '@boardwalk/persistence';
import { routes } from './carriage/routes.js';
import { carriageOf } from './carriage/transport.js';
import { createPlatform } from './create-platform.js';
import { OperatorLink } from './front-door/operator-link.js';
import { askedToStop, endWithin, exitCode } from './start/asked-to-stop.js';
import { configured } from './start/configured.js';
import { drained } from './start/drained.js';
import { openDatabase } from './start/database.js';
import { keptSecret, makeHome } from './start/home.js';
import { takePlace, tellInstance } from './start/instance.js';
import { MetricsServer } from './telemetry/metrics-server.js';
import { addressOf, chosenPort, listen } from './start/serve.js';
import { explained, readyLines, say } from './start/words.js';

/** Starts, runs until asked to stop, and takes everything down in the reverse order. Answers whether all was finished. */
async function main(stopped: Promise<void>): Promise<boolean> {
  await using open = new AsyncDisposableStack();
  open.defer(() => telemetry.stop());

  const configuration = configured(process.env);
  const { host, metricsHost, metricsPort, home, roles, contexts, drainMs } = configuration;
  const ids = new SystemIds(new SystemClock());
  const logger = new JsonLogger(configuration.logLevel);
  const port = roles.includes('web') ? await chosenPort(host, configuration.port) : configuration.port;
  const address = addressOf(host, port);
  const publicUrl = configuration.publicUrl ?? address;
  const operatorToken = configuration.operatorToken ?? ids.secret();

  await makeHome(home);
  if (roles.includes('web')) open.use(await takePlace(home, process.pid));
  const secret = configuration.secret ?? (await keptSecret(home, ids));

  const database = await openDatabase(configuration, (line) => logger.log(line, 'EmbeddedPostgres'));
  open.defer(() => database.stop());

  const app = await createPlatform({
    ...configuration,
    ...(await carriageOf({ ...configuration, routes, databaseUrl: database.url })),
    databaseUrl: database.url,
    secret,
    operatorToken,
    publicUrl,
    logger,
    ids,
    spans: telemetry,
  });
  let isDrained: Promise<boolean> | undefined;
  const close = () => (isDrained ??= drained(app, drainMs, (line) => logger.warn(line, 'Boardwalk')));
  open.defer(async () => void (await close()));

  await app.get(Migrations).run();
  const metrics = await MetricsServer.start(metricsHost, metricsPort, telemetry.metrics);
  open.defer(() => metrics.stop());
  if (roles.includes('web')) {
    await listen(app, host, port);
    tellInstance(home, { url: address, pid: process.pid, operatorToken, metricsUrl: metrics.url });
  } else await app.init();
  await app.get(Messaging).start();

  const { path: operatorPath } = app.get(OperatorLink, { strict: false });
  const url = roles.includes('web') ? address : null;
  say(readyLines({ url, operatorPath, metricsUrl: metrics.url, home, roles, contexts }));
  logger.log({ msg: 'Ready', url, metrics: metrics.url, contexts, roles, home }, 'Boardwalk');
  await stopped;
  endWithin(drainMs);
  logger.log('Stopping: what is under way is finished first.', 'Boardwalk');
  return close();
}

try {
  process.exit((await main(askedToStop())) ? exitCode.finished : exitCode.letGo);
} catch (error) {
  say(explained(error));
  process.exit(exitCode.failed);
}
