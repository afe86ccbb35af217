import { cut, oneLine, textOf } from './text.ts';
import type { CreateRun, Description } from './wire.ts';

const NAME_LENGTH = 128;
const TAG_LENGTH = 64;
const MAX_TAGS = 64;
const NOTES_LENGTH = 65_536;
const HEARTBEAT_SECONDS = [5, 86_400] as const;
const DEFAULT_HEARTBEAT_SECONDS = 120;
const MAX_ID_LENGTH = 64;

/** Hears what was changed, and why. */
type Say = (field: string, message: string) => void;

/** What `acceptable` makes a create request of: anything a script may have passed. */
export type Asked = { [Field in keyof CreateRun]?: unknown } & { id: string };

/**
 * The request that creates a run, with what the server would refuse cut to fit or left out: a name too
 * long must not cost the run's data.
 */
export function acceptable(asked: Asked, say: Say): CreateRun {
  const number = (field: string, value: unknown, least: number): number | undefined => {
    if (value == null || (Number.isSafeInteger(value) && (value as number) >= least))
      return value as number | undefined;
    say(field, `${field} is left out: expected a whole number, not ${textOf(value)}`);
    return undefined;
  };
  return given({
    id: asked.id,
    project: name('project', asked.project, say),
    jobType: name('jobType', asked.jobType, say),
    createdBy: name('createdBy', asked.createdBy, say),
    ...description(asked, say),
    seed: number('seed', asked.seed, Number.MIN_SAFE_INTEGER),
    totalSteps: number('totalSteps', asked.totalSteps, 1),
    heartbeatSeconds: heartbeat(asked.heartbeatSeconds),
    config: asked.config as Record<string, unknown> | undefined,
  });
}

/** Name, group, tags and notes in a form that the server takes; only those that are given. */
export function description(asked: { [Field in keyof Description]?: unknown }, say: Say): Description {
  const { tags, notes } = asked;
  return given({
    name: name('name', asked.name, say),
    group: name('group', asked.group, say),
    tags: tags == null ? undefined : tagsOf(tags, say),
    notes: notes == null ? undefined : cutTo('notes', textOf(notes), NOTES_LENGTH, say),
  });
}

/** An id in the letters that ids may have; the same for the same input, so that another process finds the run. */
export function acceptableId(id: unknown, newId: () => string, say: Say): string {
  if (id == null || id === '') return newId();
  const text = textOf(id);
  const fit = text.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, MAX_ID_LENGTH);
  if (fit !== id)
    say('id', `the id ${JSON.stringify(cut(text, 80))} becomes "${fit}": ids have letters, digits, _ and -`);
  return fit;
}

function name(field: string, value: unknown, say: Say): string | undefined {
  return value == null ? undefined : cutTo(field, oneLine(textOf(value)), NAME_LENGTH, say) || undefined;
}

function tagsOf(tags: unknown, say: Say): string[] {
  const list: unknown[] = Array.isArray(tags) || tags instanceof Set ? [...tags] : [tags];
  const texts = list.map((tag) => cutTo('tags', oneLine(textOf(tag)), TAG_LENGTH, say)).filter(Boolean);
  const distinct = [...new Set(texts)];
  if (distinct.length > MAX_TAGS) say('tags', `only the first ${MAX_TAGS} of ${distinct.length} tags are kept`);
  return distinct.slice(0, MAX_TAGS);
}

function cutTo(field: string, text: string, length: number, say: Say): string {
  if (text.length > length) say(field, `${field} is cut to its first ${length} characters`);
  return cut(text, length);
}

function heartbeat(seconds: unknown): number {
  const [least, most] = HEARTBEAT_SECONDS;
  const asked = typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_HEARTBEAT_SECONDS;
  return Math.round(Math.min(most, Math.max(least, asked)));
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The fields that are not undefined. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
