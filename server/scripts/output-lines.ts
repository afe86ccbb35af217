import { stripVTControlCharacters } from 'node:util';

/** Characters of a line that are kept; a log line has room for a note behind them. */
export const MAX_LINE = 16_000;

/**
 * Cuts the output of a process into lines as a terminal would show them: what follows a carriage return takes the place of what
 * stood before it, so that a progress bar becomes its last state. Bytes that are no UTF-8 become U+FFFD, colours are taken away, and of
 * a line that is too long the beginning stays, with a note of how much is missing.
 */
export function createOutputLines(onLine: (text: string) => void) {
  const decoder = new TextDecoder('utf-8');
  let line = '';
  let missing = 0;
  /** A carriage return came last: what follows begins the line anew, unless it is the end of the line. */
  let isReturned = false;
  /** It has begun anew, as that of a progress bar does. */
  let isRewritten = false;

  function take(text: string): void {
    if (text === '') return;
    if (isReturned) {
      restart();
      isRewritten = true;
    }
    const room = MAX_LINE - line.length;
    line += text.slice(0, room);
    missing += Math.max(0, text.length - room);
  }

  function restart(): void {
    line = '';
    missing = 0;
    isReturned = false;
    isRewritten = false;
  }

  /** The line as it stands. */
  function present(): string {
    const text = stripVTControlCharacters(line).replaceAll('\0', '\ufffd').toWellFormed();
    return missing > 0 ? `${text} … (${missing} characters left out)` : text;
  }

  function end(): void {
    onLine(present());
    restart();
  }

  function read(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const letter = text[at];
      if (letter !== '\n' && letter !== '\r') continue;
      take(text.slice(from, at));
      if (letter === '\n') end();
      else isReturned = true;
      from = at + 1;
    }
    take(text.slice(from));
  }

  return {
    push: (bytes: Uint8Array): void => read(decoder.decode(bytes, { stream: true })),
    /** How far a progress bar is that was not ended; undefined where there is none. */
    progress: (): string | undefined => (isRewritten && line !== '' ? present() : undefined),
    /** What stands in a line that was not ended. */
    close(): void {
      read(decoder.decode());
      if (line !== '') end();
    },
  };
}
