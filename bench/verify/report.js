// Runs one measured piece of work and prints its figures as one line of JSON.

/**
 * @param {() => Promise<{ exchanges: number, faults: number }>} work
 */
export async function report(work) {
  const started = performance.now();
  const before = process.cpuUsage();
  const { exchanges, faults } = await work();
  const { user, system } = process.cpuUsage(before);
  const figures = {
    exchanges,
    faults,
    /** Microseconds of this process for one exchange. */
    cpu: (user + system) / exchanges,
    /** Exchanges in a second. */
    rate: exchanges / ((performance.now() - started) / 1000),
    /** MiB. */
    memory: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
