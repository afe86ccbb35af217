/** What tests of the page use of Node through the server's hub, whose other types the page must not have. */
declare function setImmediate(callback: (value: unknown) => void): unknown;
