import type { CreateRun } from './wire.ts';

const NAME_LENGTH = 128;
const TAG_LENGTH = 64;
const MAX_TAGS = 64;
const NOTES_LENGTH = 65_536;
const HEARTBEAT_SECONDS = [5, 86_400] as const;

/**
 * The request that creates a run, with what the server would refuse cut to fit or left out: a name too
 * long must not cost the run's data. `say` hears what was changed, and why.
 */
export function acceptable(create: CreateRun, say: (field: string, message: string) => void): CreateRun {
  const text = (field: string, value: unknown, length: number): string | undefined => {
    const whole = typeof value === 'string' ? value : String(value ?? '');
    if (whole.length > length) say(field, `${field} is cut to its first ${length} characters`);
    return whole.slice(0, length) || undefined;
  };
  const number = (field: string, value: number | undefined, least: number): number | undefined => {
    if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return value;
    say(field, `${field} is left out: expected a whole number, not ${String(value)}`);
    return undefined;
  };

  const { id, config, tags, heartbeatSeconds, ...rest } = create;
  const [least, most] = HEARTBEAT_SECONDS;
  const fields = {
    project: text('project', rest.project, NAME_LENGTH),
    name: text('name', rest.name, NAME_LENGTH),
    group: text('group', rest.group, NAME_LENGTH),
    jobType: text('jobType', rest.jobType, NAME_LENGTH),
    createdBy: text('createdBy', rest.createdBy, NAME_LENGTH),
    notes: text('notes', rest.notes, NOTES_LENGTH),
    tags: tags && distinct([tags].flat().map((tag) => text('tags', tag, TAG_LENGTH))).slice(0, MAX_TAGS),
    seed: number('seed', rest.seed, Number.MIN_SAFE_INTEGER),
    totalSteps: number('totalSteps', rest.totalSteps, 1),
    heartbeatSeconds: Math.round(Math.min(most, Math.max(least, Number(heartbeatSeconds) || 120))),
    config,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { id, ...Object.fromEntries(given) };
}

function distinct(tags: (string | undefined)[]): string[] {
  return [...new Set(tags.filter((tag) => tag !== undefined))];
}
