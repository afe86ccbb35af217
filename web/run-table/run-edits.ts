import type { PatchRun, Run } from '../../shared/run.ts';
import { errorMessage } from '../api/api.ts';
import type { Services } from '../core/services.ts';

type Tools = Pick<Services, 'api' | 'toasts'>;
type Change = Pick<PatchRun, 'name' | 'project' | 'group' | 'tags' | 'notes'>;
/** Shows a change before the server has answered, or takes it back. */
type Show = (id: string, change: Partial<Run>) => void;

/** What was typed into a cell, as the change that it means. */
export function changeOf(column: string, text: string): Change {
  if (column === 'tags') return { tags: tagsOf(text) };
  if (column === 'group') return { group: text === '' ? null : text };
  if (column === 'notes') return { notes: text };
  return column === 'project' ? { project: text } : { name: text };
}

/** Tags between commas, each once; `key=value` is one too. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter(Boolean);
}

/** Changes a run at once on the page, then on the server, with a toast that takes it back. What the server refuses is taken back too. */
export async function editRun(run: Run, change: Change, show: Show, { api, toasts }: Tools): Promise<void> {
  const before = Object.fromEntries(Object.keys(change).map((key) => [key, run[key as keyof Change]])) as Change;
  show(run.id, change as Partial<Run>);
  try {
    await api.patchRun(run.id, change);
  } catch (error) {
    show(run.id, before as Partial<Run>);
    toasts.error(errorMessage(error));
    return;
  }
  const [what = ''] = Object.keys(change);
  const said = { name: `Renamed to ${change.name}.`, project: `Moved ${run.name} to ${change.project}.` };
  toasts.info(said[what as keyof typeof said] ?? `Changed the ${what} of ${run.name}.`, {
    label: 'Undo',
    run: () => {
      show(run.id, before as Partial<Run>);
      void api.patchRun(run.id, before).catch((error: unknown) => toasts.error(errorMessage(error)));
    },
  });
}
