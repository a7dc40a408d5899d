/** The worker's options, as its own program has them: a test compares the two. */
export const workerOptions: readonly { flags: string; about: string }[] = [
  { flags: '--redis <url>', about: 'the Redis that holds the sweeps' },
  { flags: '--threads <n>', about: 'how many trials to train at once' },
  { flags: '--data-root <dir>', about: 'where data sets lie; trials on data that is not here are left to others' },
  { flags: '--data-host <name>', about: 'fetch data by https from this host, where a sweep names it; repeatable' },
  { flags: '--data-cache <dir>', about: 'where data that was fetched is kept' },
  { flags: '--checkpoints <place>', about: 'file:DIR or s3://bucket/prefix, one for all workers and the driver' },
  { flags: '--name <name>', about: 'how this worker is called in records' },
  { flags: '--label <key=value>', about: 'what it says of itself, for sweeps that require it; repeatable' },
  { flags: '--count <n>', about: 'how many worker processes; one that dies is replaced' },
  { flags: '--memory <MB>', about: 'what each process may take (default: four fifths of what there is)' },
  { flags: '--idle-exit <seconds>', about: 'leave once there was nothing to do for so long' },
  { flags: '--allow-volatile', about: 'work with a Redis that may lose data' },
  { flags: '--listen <host:port>', about: 'answer /metrics, /healthz and /readyz there' },
  { flags: '--allow-host <name>', about: 'a name by which it may be asked there (repeatable)' },
  { flags: '--log-format <format>', about: 'how lines are logged' },
  { flags: '--log-level <level>', about: 'leave out lines that are less important' },
]
