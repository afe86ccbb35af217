const MAX_CHARACTERS = 500;

/** `value` as an answer may repeat it: itself when small, the start of its JSON when large, a word when nested without end. */
export function showable(value: unknown): unknown {
  try {
    const text = JSON.stringify(value) ?? '';
    return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : value;
  } catch {
    return '(nested too deeply to show)';
  }
}

/** Is there anything in `value` below more than `levels` levels? */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(each, levels - 1));
}
