/** Nested settings by dotted path; arrays and empty objects are values. */
export function flatten(value: unknown, path = ''): Map<string, unknown> {
  const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = nested ? Object.entries(value) : [];
  if (!nested || (entries.length === 0 && path !== '')) return new Map([[path, value]]);
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path ? `${path}.${key}` : key)]));
}

/** Whether a path is of what a client recorded by itself, such as the commit of a script: no setting that somebody chose. */
export function isRecorded(path: string): boolean {
  return /^(source|summary)\./.test(path);
}

/** A text that names a setting and what became of it, for each setting that differs: `lr 0.1 → 0.01`, `dropout added: 0.5`. */
export function configChanges(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const [old, next] = [flatten(before), flatten(after)];
  const paths = [...new Set([...old.keys(), ...next.keys()])].filter(Boolean).sort();
  return paths.flatMap((path) => {
    const [from, to] = [old.get(path), next.get(path)].map((value) => JSON.stringify(value));
    if (from === to) return [];
    if (from === undefined) return [`${path} added: ${to}`];
    return [to === undefined ? `${path} removed: ${from}` : `${path} ${from} → ${to}`];
  });
}
