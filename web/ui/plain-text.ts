import type { Token } from 'marked';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The text of a token as it is to be shown, with character references resolved outside of code and HTML. */
export function plainText(token: Token): string {
  const { text, raw, type } = token as { text?: string; raw: string; type: string };
  if (type === 'html') return raw;
  return type === 'codespan' ? (text ?? raw) : withoutReferences(text ?? raw);
}

function withoutReferences(text: string): string {
  return text.replace(/&(#x?)?([\da-z]+);/gi, (whole, number: string | undefined, name: string) => {
    if (number === undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = Number.parseInt(name, number === '#' ? 10 : 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
