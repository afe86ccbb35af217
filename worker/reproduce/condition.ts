/** Condition of XᵀX: its largest eigenvalue over its smallest, X having a column of ones beside the features. */
export function conditionOf(inputs: Float64Array, features: number): number {
  const count = inputs.length / features;
  const size = features + 1;
  const at = (row: number, column: number) => (column === features ? 1 : inputs[row * features + column]);
  const matrix = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += at(row, i) * at(row, j);
      return sum;
    }),
  );
  const values = eigenvalues(matrix);
  return Math.max(...values) / Math.min(...values);
}

const SWEEPS = 30;

/** Eigenvalues of a symmetric matrix, which is overwritten, by Jacobi's rotations (Golub & Van Loan, §8.5). */
export function eigenvalues(a: Float64Array[]): number[] {
  const size = a.length;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, p, q);
  }
  return a.map((row, i) => row[i]);
}

/** Makes a[p][q] zero by a rotation in the plane of p and q. */
function rotate(a: Float64Array[], p: number, q: number): void {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  for (let k = 0; k < a.length; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
}
