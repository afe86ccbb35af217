/** A setting that differs between two configurations; undefined where one has none. */
export interface JobChange {
  /** With dots, such as `optimizer.learningRate`. */
  path: string;
  from: unknown;
  to: unknown;
}

/** By one of these an object says which kind it is: the settings of another kind mean nothing to it. */
const TAGS = ['name', 'unit'] as const;

/**
 * A job with changes as a JSON merge patch (RFC 7386). An object that becomes another kind, such as an optimizer of
 * another name, is replaced whole.
 */
export function mergedJob(job: unknown, changes: unknown): unknown {
  if (!isRecord(changes)) return changes;
  const base = isRecord(job) && !isOtherKind(job, changes) ? job : {};
  const merged: Record<string, unknown> = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    if (change === null) delete merged[key];
    else merged[key] = mergedJob(merged[key], change);
  }
  return merged;
}

/** The settings that differ, in the order of the configurations. Of an object that became another kind, the kind comes first. */
export function changesBetween(before: unknown, after: unknown): JobChange[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((path) => {
    const [from, to] = [old.get(path), now.get(path)];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
  });
}

function isOtherKind(before: Record<string, unknown>, changes: Record<string, unknown>): boolean {
  return TAGS.some((tag) => typeof changes[tag] === 'string' && changes[tag] !== before[tag] && tag in before);
}

/** Values that are no objects, by their paths. */
function leavesOf(value: unknown, path = ''): Map<string, unknown> {
  if (!isRecord(value)) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, path === '' ? key : `${path}.${key}`)]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
