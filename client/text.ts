const BROKEN = '\ufffd';

/** The text of any value; an object that cannot be converted is named by its type instead. Never throws. */
export function textOf(value: unknown): string {
  try {
    if (typeof value === 'string') return wellFormed(value);
    if (value instanceof Error) return wellFormed(`${value.name}: ${value.message}`);
    return wellFormed(String(value));
  } catch {
    return `[${typeof value}]`; // an object without a prototype, or one whose own conversion throws
  }
}

/** At most `length` UTF-16 units from `from` on; a surrogate pair is not cut in two. */
export function cut(text: string, length: number, from = 0): string {
  const end = from + length;
  return text.slice(from, isHighSurrogate(text.charCodeAt(end - 1)) && end < text.length ? end - 1 : end);
}

/** The text with half surrogate pairs replaced: they have no UTF-8 form, so that a server cannot keep them. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, BROKEN);
}

/** One line without control characters, as names have it. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the server refuses control characters, so this finds and replaces them
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
