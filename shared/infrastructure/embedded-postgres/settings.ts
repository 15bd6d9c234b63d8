export interface ServerSettings {
  readonly port: number;
  /** False for clusters that nobody will miss: commits are not written through to the disk. */
  readonly durable: boolean;
}

/** Given at every start rather than kept in a file, so that they change with this code. */
export function settingsFor({ port, durable }: ServerSettings): Record<string, string | number> {
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: 'boardwalk',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    log_checkpoints: 'off',
    // Neither statements nor the values in "Key (…) already exists" belong in a log file.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(durable
      ? {}
      : {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          wal_level: 'minimal',
          max_wal_senders: 0,
        }),
  };
}
