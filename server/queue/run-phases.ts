import type { RunPhase } from '../../shared/run-phase.ts';

/** What the trainings of this process do just now, in memory alone: nothing of it is worth a write. */
export function createRunPhases() {
  const phases = new Map<string, RunPhase>();
  return {
    of: (run: string): RunPhase | null => phases.get(run) ?? null,
    set: (run: string, phase: RunPhase): void => void phases.set(run, phase),
    end: (run: string): void => void phases.delete(run),
  };
}

export type RunPhases = ReturnType<typeof createRunPhases>;
