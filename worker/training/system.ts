/** The first reading is immediate, so that the shortest run has one; the second follows soon, the others every two seconds. */
const SOON_MS = 200;
const EVERY_MS = 2000;

/** Readings of what the whole process uses; null where none is due. */
export function createSystemMonitor(now: () => number = Date.now) {
  let readAt = now();
  let due = readAt;
  let wait = SOON_MS;
  let usage = process.cpuUsage();

  return {
    /** CPU as a share of one core in percent, and resident memory, since the last reading. */
    read(): { cpuPercent: number; memoryMb: number } | null {
      const at = now();
      if (at < due) return null;
      const spent = process.cpuUsage(usage);
      const cpuPercent = (spent.user + spent.system) / 10 / Math.max(at - readAt, 1);
      readAt = at;
      due = at + wait;
      wait = EVERY_MS;
      usage = process.cpuUsage();
      return { cpuPercent, memoryMb: process.memoryUsage.rss() / 2 ** 20 };
    },
  };
}
