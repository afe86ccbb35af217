/** A value of a parameter as a short text. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'name' in value ? String(value.name) : JSON.stringify(value);
}

/** What a parameter is called: the last part of its pointer, or what that names the variant of, as in `/optimizer/name`. */
export function nameOf(at: string): string {
  const parts = at.split('/');
  const last = parts.at(-1) ?? at;
  return (last === 'name' && parts.at(-2)) || last;
}
