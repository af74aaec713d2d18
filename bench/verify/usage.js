// Loaded before a program that is measured: says at its end, as the last line on stderr, what it took.
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  /** Microseconds, and MiB at the highest. */
  const usage = { cpu: user + system, memory: process.resourceUsage().maxRSS / 1024, seconds: process.uptime() };
  process.stderr.write(`${JSON.stringify(usage)}\n`);
});
