const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Random letters and digits, 5 bits or more each; Node 18 has no global generator but Math.random. */
export function randomId(length: number): string {
  const { crypto } = globalThis as { crypto?: { getRandomValues(into: Uint32Array): Uint32Array } };
  const values = crypto
    ? crypto.getRandomValues(new Uint32Array(length))
    : Array.from({ length }, () => Math.random() * 2 ** 32);
  return Array.from(values, (value) => ALPHABET[Math.floor((value / 2 ** 32) * ALPHABET.length)]).join('');
}

/** This start of the program, told apart from another one that got the same pid. */
export const PROCESS_START = randomId(20);
