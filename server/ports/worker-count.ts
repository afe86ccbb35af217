/** How many runs are trained at once, as it was set while a server ran. */
export interface WorkerCount {
  /** What was set last, and how many the server had been started with; undefined before anything was set. */
  read(): { count: number; configured: number } | undefined;
  write(setting: { count: number; configured: number }): void;
}
