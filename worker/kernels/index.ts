export {
  abs, add, divide, exp, gather, leaky, leakySlope, log, minZero, multiply, normalCdf, positive, reciprocal, relu,
  reluGradient, scale, shift, sigmoid, sigmoidGradient, softplus, sqrt, subtract, tanh, tanhGradient,
} from './elementwise';
export { gemm } from './gemm';
export { countsAt, momentsAt, takeWorkspace, tensorStart } from './memory';
export { adagradStep, adamStep, descentStep, lionStep, momentumStep, rmspropStep } from './optimizers';
export { histogram, moments, softmax, sumColumns, sumOfSquares, sumRows } from './reduce';
export { addToWinners, fold, maxPool, unfold } from './windows';
