const MAX_CHARACTERS = 500;

/** `value` in a form that an error response can contain: unchanged when small, else the start of its JSON, or a description when nested too deep. */
export function showable(value: unknown): unknown {
  try {
    const text = JSON.stringify(value) ?? '';
    return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : value;
  } catch {
    return '(nested too deeply to show)';
  }
}

/** Whether `value` is nested more than `levels` levels deep. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(each, levels - 1));
}
