const SCHEMES = ['http:', 'https:', 'mailto:'];

/** An address that a link of a text may have: of this site, of the web or of mail; null for one that would run something. */
export function safeAddress(address: string, base: string): string | null {
  const url = URL.parse(address, base);
  return url && SCHEMES.includes(url.protocol) ? url.href : null;
}
