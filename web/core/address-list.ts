const SEPARATOR = ',';

/** A list of texts as one value of the address; `splitList` reads it back, whatever characters the texts have. */
export function joinList(items: readonly string[]): string {
  return items.map((item) => item.replace(/[%,]/g, encodeURIComponent)).join(SEPARATOR);
}

/** The texts of a value that `joinList` made, or that was typed by hand; empty ones are left out. */
export function splitList(text: string | null): string[] {
  return (text ?? '').split(SEPARATOR).filter(Boolean).map(decodePart);
}

/** The text that a part of an address stands for: the part itself where its `%` escapes nothing. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // URIError: typed by hand, or escaped once less than usual
  }
}
