/** What tests of the page use of Node through the server's hub, whose other types the page must not have. */
declare function setImmediate(callback: (value: unknown) => void): unknown;

/** What tests of the style sheets read them with, for the same reason. */
declare module 'node:fs' {
  export function readFileSync(path: URL, encoding: 'utf8'): string;
}
