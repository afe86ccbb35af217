import type { Check } from './check.ts';
import { bottouBousquet, rosenbrock } from './checks/budget.ts';
import { barrier, bealeRace, bowls, d2l, rates } from './checks/descent.ts';
import { symmetry, thirtyLayers, tooSmallTooLarge } from './checks/first-weights.ts';
import { glorot, notebook } from './checks/initialization.ts';
import { batchNormModes } from './checks/modes.ts';
import { batchVariance, plateau } from './checks/noise.ts';
import { batchNormRates, batchNormTraining, normalizationNumbers } from './checks/normalization.ts';
import { airfoil, diabetes, fashion, quickstart, smallDigits } from './checks/references.ts';
import { standardization, weightDecay } from './checks/regularization.ts';
import { constantGradients, learningRates, terminalSpeed } from './checks/steps.ts';

/** Every result to reproduce, in the order of the lecture. */
export const CHECKS: readonly Check[] = [
  bowls,
  bealeRace,
  d2l,
  rates,
  terminalSpeed,
  barrier,
  constantGradients,
  learningRates,
  plateau,
  batchVariance,
  notebook,
  glorot,
  symmetry,
  tooSmallTooLarge,
  thirtyLayers,
  normalizationNumbers,
  batchNormModes,
  batchNormTraining,
  batchNormRates,
  weightDecay,
  standardization,
  rosenbrock,
  bottouBousquet,
  smallDigits,
  airfoil,
  diabetes,
  fashion,
  quickstart,
];
