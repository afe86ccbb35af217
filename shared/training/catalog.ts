import type { CatalogEntry } from './catalog-entry.ts';
import { AIRFOIL_FILE, BREAST_CANCER_FILE, diabetesFile, digitsFile, fashionFile } from './catalog-files.ts';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const CC_BY = 'CC BY 4.0';

const UNBUNDLED = { kind: 'file', testExamples: null, image: null, noise: null } as const;
const GENERATED = {
  kind: 'generated',
  testExamples: null,
  image: null,
  licence: 'none needed',
  files: [],
} as const;

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
    licence: 'CC BY-SA 3.0',
    source: 'http://yann.lecun.com/exdb/mnist/',
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
    name: 'optdigits',
    title: 'Optdigits',
    description:
      'Handwritten digits as 8 × 8 counts from 0 to 16, with an official test set by other writers. Comes with the installation.',
    kind: 'bundled',
    task: 'classification',
    examples: 3823,
    testExamples: 1797,
    features: 64,
    classNames: DIGITS,
    image: [8, 8, 1],
    licence: CC_BY,
    source: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
    files: [],
    noise: null,
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
    files: [BREAST_CANCER_FILE],
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
    files: [AIRFOIL_FILE],
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
    {
      ...curve(
        'wide',
        'Wide line',
        'A sum of 200 inputs: fewer examples than those are learned by heart, unless weights decay.',
        0.01,
        'Zhang et al., Dive into Deep Learning, §3.7: y = 0.05 + 0.01 Σx + noise',
      ),
      examples: 120,
      features: 200,
    },
  ],
];

/** The dataset of that name, or undefined. */
export function catalogEntry(name: string): CatalogEntry | undefined {
  return CATALOG.find((entry) => entry.name === name);
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
