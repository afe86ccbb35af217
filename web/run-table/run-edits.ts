import type { PatchRun, Run } from '../../shared/run.ts';
import { errorMessage } from '../api/api.ts';
import { plural } from '../core/format.ts';
import type { Services } from '../core/services.ts';

type Tools = Pick<Services, 'api' | 'toasts'>;
type Change = Pick<PatchRun, 'name' | 'project' | 'group' | 'tags' | 'notes'>;
/** Shows a change before the server has answered, or takes it back. */
type Show = (id: string, change: Partial<Run>) => void;

/** So many runs are changed at a time: more would stand in each other's way. */
const AT_ONCE = 8;

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

/** Changes many runs, each in its own way, with one toast that takes all of it back. */
export async function editRuns(
  runs: readonly Run[],
  changeOfRun: (run: Run) => Change,
  what: string,
  { api, toasts }: Tools,
): Promise<void> {
  const changed: { id: string; before: Change }[] = [];
  const failed = await inTurn(runs, async (run) => {
    const change = changeOfRun(run);
    const before = Object.fromEntries(Object.keys(change).map((key) => [key, run[key as keyof Change]])) as Change;
    await api.patchRun(run.id, change);
    changed.push({ id: run.id, before });
  });
  if (failed) toasts.error(failed);
  if (changed.length === 0) return;
  toasts.info(`${what} ${plural(changed.length, 'run')}.`, {
    label: 'Undo',
    run: () =>
      void inTurn(changed, ({ id, before }) => api.patchRun(id, before)).then((error) => error && toasts.error(error)),
  });
}

/** Does it for each, a few at a time; returns the message of the first failure, null without one. */
export async function inTurn<T>(items: readonly T[], action: (item: T) => Promise<unknown>): Promise<string | null> {
  const waiting = [...items];
  let failure: string | null = null;
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      await action(item).catch((error: unknown) => {
        failure ??= errorMessage(error);
      });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failure;
}
