// Loaded into a supervised program. Its channel to the supervisor closes when that is killed; then it drains.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
