const MAX_TOPICS = 100;

/** Says each kind of thing once, so that a training log is not flooded. */
export function createNotices(print: (message: string) => void = warn) {
  const said = new Set<string>();
  return {
    once(topic: string, message: string): void {
      if (said.has(topic) || said.size >= MAX_TOPICS) return;
      said.add(topic);
      try {
        print(`lossboard: ${message}`);
      } catch {
        // the script's own listener failed, which must not end the script
      }
    },
    /** Lets a topic be said again, such as the next outage after a recovery. */
    again(topic: string): void {
      said.delete(topic);
    },
  };
}

export type Notices = ReturnType<typeof createNotices>;

function warn(message: string): void {
  // biome-ignore lint/suspicious/noConsole: a warning of a library that must not throw goes to stderr, unless `onWarning` takes it
  console.warn(message);
}
