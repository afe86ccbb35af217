import { createRequire, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type Side, timed } from './side.ts';

let ready: Promise<void> | undefined;

/**
 * The package that Node gets has no gradients; they lie beside it as modules for bundlers, which leave out file
 * endings. Both find the same registry.
 */
async function registerGradients(): Promise<void> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const inside = specifier.startsWith('.') && context.parentURL?.includes('/tfjs-core/dist/');
      return next(inside && !specifier.endsWith('.js') ? `${specifier}.js` : specifier, context);
    },
  });
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js' as string);
  hooks.deregister();
}

/** TF.js on its WASM backend with SIMD; throws rather than fall back to another. */
export function startTfjs(): Promise<void> {
  ready ??= (async () => {
    setWasmPaths(
      `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
    );
    await registerGradients();
    await tf.setBackend('wasm');
    await tf.ready();
    if (tf.getBackend() !== 'wasm') throw new Error(`TF.js runs on "${tf.getBackend()}", not on wasm`);
  })();
  return ready;
}

/** The same training step of the MLP: forward, backward and Adam through TF.js's own optimizer. */
export async function tfjsSide(batch: number): Promise<Side> {
  await startTfjs();
  const widths = [784, 256, 128, 10];
  const weights = widths
    .slice(1)
    .map((width, i) => tf.variable(tf.randomNormal([widths[i], width], 0, Math.sqrt(2 / widths[i]))));
  const biases = widths.slice(1).map((width) => tf.variable(tf.zeros([width])));
  const x = tf.randomNormal([batch, 784]);
  const y = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batch }, (_, i) => i % 10),
      'int32',
    ),
    10,
  );
  const optimizer = tf.train.adam(1e-3);
  const loss = (): tf.Scalar => {
    let value = x as tf.Tensor;
    weights.forEach((weight, i) => {
      value = tf.add(tf.matMul(value, weight), biases[i]);
      if (i < weights.length - 1) value = tf.relu(value);
    });
    return tf.losses.softmaxCrossEntropy(y, value);
  };
  const step = () => {
    const value = optimizer.minimize(loss, true, [...weights, ...biases]);
    value?.dataSync();
    value?.dispose();
  };
  return {
    name: 'TF.js wasm',
    note: `TF.js ${tf.version_core}, backend ${tf.getBackend()}`,
    sample: (count) => timed(count, step),
  };
}

/** A product [m, k] · [k, n], its result waited for. */
export async function tfjsProduct(m: number, k: number, n: number): Promise<Side> {
  await startTfjs();
  const [a, b] = [tf.randomNormal([m, k]), tf.randomNormal([k, n])];
  const run = () => {
    const product = tf.matMul(a, b);
    product.dataSync();
    product.dispose();
  };
  return { name: 'TF.js wasm', sample: (count) => timed(count, run) };
}
