import type { FieldError } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import { ApiError, errorMessage } from '../api/api.ts';
import { plural } from '../core/format.ts';
import type { Services } from '../core/services.ts';
import { raceLink } from '../runs/race-link.ts';
import type { Launchable } from './launchable.ts';

/**
 * Launches what a form describes and goes to the run, or to several beside each other. What the server refuses is put
 * into the form, and returned.
 */
export async function launchAll(
  form: Pick<Launchable, 'requests' | 'refuse'>,
  { api, router, toasts }: Pick<Services, 'api' | 'router' | 'toasts'>,
): Promise<FieldError[]> {
  const runs: Run[] = [];
  try {
    for (const body of form.requests(stamp(new Date()))) runs.push(await api.launch(body));
  } catch (error) {
    const fields = error instanceof ApiError ? error.fields : [];
    form.refuse(fields);
    const message = errorMessage(error);
    toasts.error(runs.length > 0 ? `${plural(runs.length, 'run')} launched, then: ${message}` : message);
    return fields;
  }
  const [only] = runs;
  if (runs.length === 1 && only) router.go(`/runs/${only.id}`);
  else router.go(`/compare?runs=${runs.map(({ id }) => id).join(',')}`);
  const race = raceLink(runs);
  if (race) toasts.info(`Launched ${plural(runs.length, 'run')}.`, { label: 'Race', run: () => router.go(race) });
  return [];
}

/** Month, day, hour and minute, which keep the names of groups distinct. */
function stamp(now: Date): string {
  return now.toISOString().slice(5, 16).replaceAll(/[-:]/g, '').replace('T', '-');
}
