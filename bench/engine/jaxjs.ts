import {
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  nn,
  numpy as np,
  random,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import { type Side, timed } from './side.ts';

const WIDTHS = [784, 256, 128, 10];

/** The same training step of the MLP, compiled whole: forward, backward and Adam in one jitted function. */
export async function jaxjsSide(batch: number): Promise<Side> {
  await init();
  defaultDevice('wasm');
  let keys = 0;
  const normal = (shape: number[], scale: number) => random.normal(random.key(++keys), shape).mul(scale);
  const shapes = WIDTHS.slice(1).flatMap((width, i) => [[WIDTHS[i], width], [width]]);
  let weights = shapes.map((shape) => normal(shape, shape.length === 2 ? Math.sqrt(2 / shape[0]) : 0));
  let mean = shapes.map((shape) => np.zeros(shape));
  let square = shapes.map((shape) => np.zeros(shape));
  const x = normal([batch, 784], 1);
  const y = nn.oneHot(
    np.array(
      Array.from({ length: batch }, (_, i) => i % 10),
      { dtype: np.int32 },
    ),
    10,
  );

  const lossOf = ([w1, b1, w2, b2, w3, b3]: JaxArray[], input: JaxArray, target: JaxArray): JaxArray => {
    const first = nn.relu(np.matmul(input, w1).add(b1));
    const second = nn.relu(np.matmul(first, w2).add(b2));
    const logits = np.matmul(second, w3).add(b3);
    return nn
      .logSoftmax(logits)
      .mul(target)
      .sum()
      .mul(-1 / batch);
  };
  const update = jit(
    (w: JaxArray[], m: JaxArray[], v: JaxArray[], input: JaxArray, target: JaxArray, c1: JaxArray, c2: JaxArray) => {
      const [loss, g] = valueAndGrad(lossOf)(tree.ref(w), input, target);
      const nextM = m.map((each, i) => each.mul(0.9).add(g[i].ref.mul(0.1)));
      const nextV = v.map((each, i) => each.mul(0.999).add(np.square(g[i]).mul(0.001)));
      const nextW = w.map((each, i) => {
        const size = np.sqrt(nextV[i].ref.div(c2.ref)).add(1e-8);
        return each.sub(nextM[i].ref.div(c1.ref).div(size).mul(1e-3));
      });
      c1.dispose();
      c2.dispose();
      return [loss, nextW, nextM, nextV] as [JaxArray, JaxArray[], JaxArray[], JaxArray[]];
    },
  );

  let t = 0;
  const step = async () => {
    t += 1;
    const [loss, w, m, v] = update(
      weights,
      mean,
      square,
      x.ref,
      y.ref,
      np.array(1 - 0.9 ** t),
      np.array(1 - 0.999 ** t),
    );
    [weights, mean, square] = [w, m, v];
    return loss.jsAsync();
  };
  return {
    name: 'jax-js wasm',
    note: 'jax-js, backend wasm, whole step jitted',
    sample: (count) => timed(count, step),
  };
}
