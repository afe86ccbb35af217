/** Shapes that do not fit an operation; the message names the operation and every shape. */
export class ShapeError extends Error {
  constructor(operation: string, shapes: readonly (readonly number[])[], expected?: string) {
    const given = shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
    super(`${operation}: shapes ${given} do not fit${expected ? `; expected ${expected}` : ''}`);
    this.name = 'ShapeError';
  }
}

/** More tensor memory wanted than the engine may use. */
export class BudgetError extends Error {
  readonly wantedBytes: number;
  readonly allowedBytes: number;

  constructor(wantedBytes: number, usedBytes: number, allowedBytes: number) {
    super(
      `out of tensor memory: ${megabytes(wantedBytes)} wanted beside ${megabytes(usedBytes)} in use, ` +
        `${megabytes(allowedBytes)} allowed; a smaller batch or network needs less`,
    );
    this.name = 'BudgetError';
    this.wantedBytes = wantedBytes;
    this.allowedBytes = allowedBytes;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
