/** A value of a parameter as a short text. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'name' in value ? String(value.name) : JSON.stringify(value);
}

/** What a parameter is called: the last part of its pointer. */
export function nameOf(at: string): string {
  return at.slice(at.lastIndexOf('/') + 1);
}
