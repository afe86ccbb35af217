/** Values of a choice as they are typed: names and numbers with commas between, lists with semicolons. */
export function choicesText(values: readonly unknown[]): string {
  if (values.some((value) => Array.isArray(value)))
    return values.map((value) => (Array.isArray(value) ? value.join(', ') : String(value))).join('; ');
  return values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(', ');
}

/** The values of a text, of the kind that `before` were. */
export function readChoices(text: string, before: readonly unknown[]): unknown[] {
  const trimmed = (parts: string[]) => parts.map((part) => part.trim()).filter(Boolean);
  if (before.some((value) => Array.isArray(value)))
    return trimmed(text.split(';')).map((list) => trimmed(list.split(',')).map(valueOfText));
  return trimmed(text.split(',')).map(valueOfText);
}

function valueOfText(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
