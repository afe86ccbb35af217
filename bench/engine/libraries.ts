import type { Side } from './side.ts';

/** The sides on other JavaScript libraries, whose packages are those of `bench/package.json`. */
export interface Libraries {
  tfjsSide(batch: number): Promise<Side>;
  tfjsProduct(m: number, k: number, n: number): Promise<Side>;
  jaxjsSide(batch: number): Promise<Side>;
}

export const LIBRARIES_MISSING = 'TF.js and jax-js: not installed; npm install --prefix bench brings them';

/** The sides that need packages of their own; null when these are not installed. */
export async function findLibraries(load = loadModules): Promise<Libraries | null> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** By names that the compiler does not follow, since the rest must type-check without these packages. */
async function loadModules(): Promise<Libraries> {
  const modules = ['./tfjs.ts', './jaxjs.ts'].map((file) => import(new URL(file, import.meta.url).href));
  return Object.assign({}, ...(await Promise.all(modules)));
}
