const PATTERN = /^\/(.*)\/([a-z]*)$/;

/** The test of a search: words that must all be in a name, or `/a regular expression/`; the message of one that is none. */
export function metricSearch(text: string): { matches: (name: string) => boolean; problem: string | null } {
  const [, source, flags = ''] = PATTERN.exec(text.trim()) ?? [];
  if (source !== undefined) return byPattern(source, flags);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return { matches: (name) => words.every((word) => name.toLowerCase().includes(word)), problem: null };
}

function byPattern(source: string, flags: string) {
  try {
    const pattern = new RegExp(source, `${flags.replace(/[gy]/g, '')}`);
    return { matches: (name: string) => pattern.test(name), problem: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error); // SyntaxError
    return { matches: () => true, problem: message.replace(/^Invalid regular expression: /, '') };
  }
}
