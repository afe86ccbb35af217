const EVERY_MS = 2000;

/** What the whole process uses, read every two seconds; null in between. */
export function createSystemMonitor(now: () => number = Date.now) {
  let readAt = now();
  let usage = process.cpuUsage();

  return {
    /** CPU as a share of one core in percent, and resident memory, since the last reading. */
    read(): { cpuPercent: number; memoryMb: number } | null {
      const at = now();
      if (at - readAt < EVERY_MS) return null;
      const spent = process.cpuUsage(usage);
      const cpuPercent = (spent.user + spent.system) / 10 / (at - readAt);
      readAt = at;
      usage = process.cpuUsage();
      return { cpuPercent, memoryMb: process.memoryUsage.rss() / 2 ** 20 };
    },
  };
}
