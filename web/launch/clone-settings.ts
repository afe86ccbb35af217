import type { Run } from '../../shared/run.ts';

/** The launch settings of a run as those of another: what `keys` names of its config, and where it belongs. */
export function cloneSettings(run: Run, keys: readonly string[]): Record<string, unknown> {
  const settings = keys.flatMap((key) => (key in run.config ? [[key, run.config[key]] as const] : []));
  return {
    ...structuredClone(Object.fromEntries(settings)),
    project: run.project,
    ...(run.group !== null && { group: run.group }),
    ...(run.tags.length > 0 && { tags: [...run.tags] }),
    ...(run.notes && { notes: run.notes }),
  };
}
