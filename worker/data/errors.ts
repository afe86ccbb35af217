/** Data that cannot be used: the message names the file or setting, what was expected and what was there. */
export class DataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DataError';
  }
}
