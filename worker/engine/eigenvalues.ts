/** Sweeps over all pairs; convergence is quadratic, so that a dozen is plenty. */
const MOST_SWEEPS = 60;
const NEGLIGIBLE = 1e-22;

/** Eigenvalues, the largest first, each with its eigenvector of length 1. */
export interface Eigenpairs {
  values: Float64Array;
  vectors: Float64Array[];
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix [size, size], row by row, by rotations that make it diagonal.
 *
 * Cost      about 10·size³
 * Source    Jacobi (1846); Golub & Van Loan, *Matrix Computations*, §8.5
 */
export function symmetricEigenpairs(matrix: ArrayLike<number>, size: number): Eigenpairs {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    if (isDiagonal(a, size)) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((x, y) => a[y * size + y] - a[x * size + x]);
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]),
    vectors: order.map((i) => Float64Array.from({ length: size }, (_, row) => v[row * size + i])),
  };
}

function isDiagonal(a: Float64Array, size: number): boolean {
  let [off, all] = [0, 0];
  a.forEach((value, at) => {
    all += value ** 2;
    if (Math.floor(at / size) !== at % size) off += value ** 2;
  });
  return off <= NEGLIGIBLE * all;
}

/** Makes the element at p, q zero by a rotation in that plane. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q];
  if (apq === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const [kp, kq] = [a[k * size + p], a[k * size + q]];
    a[k * size + p] = c * kp - s * kq;
    a[k * size + q] = s * kp + c * kq;
  }
  for (let k = 0; k < size; k++) {
    const [pk, qk] = [a[p * size + k], a[q * size + k]];
    a[p * size + k] = c * pk - s * qk;
    a[q * size + k] = s * pk + c * qk;
    const [vp, vq] = [v[k * size + p], v[k * size + q]];
    v[k * size + p] = c * vp - s * vq;
    v[k * size + q] = s * vp + c * vq;
  }
}
