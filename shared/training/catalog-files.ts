import type { CatalogFile } from './catalog-entry.ts';

const UCI = 'https://archive.ics.uci.edu/ml/machine-learning-databases';

/** A file of Fashion-MNIST. Its MD5 is the one in Zalando's README. */
export function fashionFile(role: string, name: string, bytes: number, md5: string, sha256: string): CatalogFile {
  const path = `fashion-mnist/${name}.gz`;
  const hosts = [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
    'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion',
  ];
  return {
    role,
    paths: [path, `fashion-mnist/${name}`],
    downloads: hosts.map((host) => ({ address: `${host}/${name}.gz`, path, bytes, md5, sha256 })),
  };
}

/** scikit-learn's file, else UCI's test part of optdigits, whichever dataset it was put there for. */
export function digitsFile(): CatalogFile {
  const path = 'digits/optdigits.tes';
  const download = {
    address: `${UCI}/optdigits/optdigits.tes`,
    path,
    bytes: 264_700,
    table: { rows: 1797, columns: 65 },
  };
  return {
    role: 'table',
    paths: ['digits/digits.csv.gz', 'digits/digits.csv', path, 'optdigits/optdigits.tes'],
    downloads: [download],
  };
}

/**
 * scikit-learn has inputs and target in a file each, the authors have them in one, which serves both.
 * Standardized the inputs are the same; unscaled, the authors' are in their original units.
 */
export function diabetesFile(role: string, own: string): CatalogFile {
  const path = 'diabetes/diabetes.tab.txt';
  const table = { rows: 442, columns: 11 };
  const addresses = [
    'https://www4.stat.ncsu.edu/~boos/var.select/diabetes.tab.txt',
    'https://web.stanford.edu/~hastie/Papers/LARS/diabetes.data',
  ];
  return {
    role,
    paths: [`diabetes/${own}`, path],
    downloads: addresses.map((address) => ({ address, path, bytes: 18_500, table })),
  };
}

/** scikit-learn's form, else UCI's, whose checksum many have published alike. */
export const BREAST_CANCER_FILE: CatalogFile = {
  role: 'table',
  paths: ['breast-cancer/breast_cancer.csv', 'breast-cancer/wdbc.data'],
  downloads: [
    {
      address: `${UCI}/breast-cancer-wisconsin/wdbc.data`,
      path: 'breast-cancer/wdbc.data',
      bytes: 124_103,
      sha256: 'd606af411f3e5be8a317a5a8b652b425aaf0ff38ca683d5327ffff94c3695f4a',
      table: { rows: 569, columns: 32 },
    },
  ],
};

/** UCI's has no header row. */
export const AIRFOIL_FILE: CatalogFile = {
  role: 'table',
  paths: ['airfoil/airfoil_self_noise.dat'],
  downloads: [
    {
      address: `${UCI}/00291/airfoil_self_noise.dat`,
      path: 'airfoil/airfoil_self_noise.dat',
      bytes: 59_000,
      table: { rows: 1503, columns: 6 },
    },
  ],
};
