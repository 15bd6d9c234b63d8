import { startApplication } from './application.ts';

// A worker of its own: relays and delivers until it is asked to stop, or killed.
const [url, name] = process.argv.slice(2);
if (url === undefined || name === undefined) throw new Error('usage: node worker.ts URL NAME');

const application = await startApplication(url, name, ['relay', 'worker']);
process.send?.('ready');

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await application.stop();
  process.exit(0);
};
process.on('SIGTERM', () => void stop());
// Whoever started it is gone.
process.on('disconnect', () => void stop());
