import type { Run } from '../../shared/run.ts';

/** Characters after which a message of runs ends: a run may have a config of a megabyte. */
const MAX_CHARACTERS = 256 * 1024;

/** Messages of runs, in which each run is written as JSON once, and each message made once, however many pages it goes to. */
export function createRunMessages(runs: readonly Run[]) {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const texts = new Map<string, string>();
  const made = new Map<string, { text: string; taken: number }>();

  function textOf(run: Run): string {
    const text = texts.get(run.id) ?? JSON.stringify(run);
    texts.set(run.id, text);
    return text;
  }

  function make(ids: readonly string[]): { text: string; taken: number } {
    const parts: string[] = [];
    let characters = 0;
    let taken = 0;
    for (const id of ids) {
      if (characters > MAX_CHARACTERS) break;
      taken++;
      const run = byId.get(id);
      if (!run) continue;
      parts.push(textOf(run));
      characters += parts.at(-1)?.length ?? 0;
    }
    return { text: `{"type":"runs","runs":[${parts.join(',')}]}`, taken };
  }

  return {
    has: (id: string): boolean => byId.has(id),

    /** The first of the runs `ids` that fit in one message, at least one; those that are not there are left out. */
    next(ids: readonly string[]): { text: string; taken: number } {
      const key = ids.join(' ');
      const message = made.get(key) ?? make(ids);
      made.set(key, message);
      return message;
    },
  };
}

export type RunMessages = ReturnType<typeof createRunMessages>;
