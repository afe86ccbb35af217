import { ACTIVATIONS, type ActivationName } from '../../../worker/engine/layers/activation.ts';
import { batchNorm } from '../../../worker/engine/layers/batch-norm.ts';
import { averagePool, conv2d, maxPool } from '../../../worker/engine/layers/conv2d.ts';
import { type LayerKind, plain } from '../../../worker/engine/layers/layer.ts';
import { layerNorm } from '../../../worker/engine/layers/layer-norm.ts';
import { linear } from '../../../worker/engine/layers/linear.ts';
import { activation } from '../../../worker/engine/layers/simple.ts';
import { reshape } from '../../../worker/engine/ops/views.ts';
import { sizeOf } from '../../../worker/engine/shape.ts';
import { entryOf } from './case.ts';
import { channelsFirst } from './images.ts';
import { LOSSES, type Loss } from './losses.ts';
import { Options } from './options.ts';

type Create = (name: string, options: Options, after: ActivationName | null) => LayerKind;

const WINDOW = ['kernel_size', 'stride', 'padding'];
const NORM = ['features', 'eps', 'momentum'];

/** PyTorch's layers, each with what its arguments are called in order. */
const LAYERS: Record<string, { names: readonly string[]; create: Create }> = {
  Linear: {
    names: ['in', 'out'],
    create: (name, options, after) => linear(name, options.number('out'), after),
  },
  Conv2d: {
    names: ['in', 'out', ...WINDOW],
    create: (name, options, after) =>
      conv2d(name, options.number('out'), {
        kernel: options.number('kernel_size'),
        stride: options.number('stride', 1),
        padding: options.number('padding', 0),
        activation: after,
      }),
  },
  BatchNorm1d: { names: NORM, create: normalized },
  BatchNorm2d: { names: NORM, create: normalized },
  LayerNorm: { names: NORM, create: (name, options) => layerNorm(name, options.number('eps', 1e-5)) },
  MaxPool2d: { names: WINDOW, create: (name, options) => maxPool(name, options.number('kernel_size')) },
  AvgPool2d: { names: WINDOW, create: (name, options) => averagePool(name, options.number('kernel_size')) },
  Flatten: { names: [], create: flatten },
};

/** Losses as a network's text ends with them, beside their own names. */
const LOSS_NAMES: Record<string, string> = { 'squared-error': 'mse', 'absolute-error': 'l1', bce: 'bce-with-logits' };

export interface Network {
  layers: LayerKind[];
  loss: Loss;
}

/**
 * Reads `Linear(6,10) -> activation -> Linear(10,3) -> mean cross-entropy, weights [out, in]`: layers and activations by
 * PyTorch's names, where the word activation stands for `usual`, and at the end a loss.
 */
export function networkOf(text: string, usual: string): Network {
  const words = text.replace(', weights [out, in]', '').split(/\s*->\s*/);
  const ending = words.pop() ?? '';
  const layers: LayerKind[] = [];
  for (let at = 0; at < words.length; at++) {
    const name = `layer${at + 1}`;
    const own = activationOf(words[at], usual);
    const after = activationOf(words[at + 1] ?? '', usual);
    layers.push(own ? activation(name, own) : layerOf(name, words[at], after));
    if (!own && after && FUSED.test(words[at])) at += 1;
  }
  return { layers, loss: lossOf(ending) };
}

/** Layers that take the activation after them along, as those of a run do. */
const FUSED = /^(Linear|Conv2d)\b/;

function layerOf(name: string, word: string, after: ActivationName | null): LayerKind {
  const [, kind, list] = /^(\w+)(?:\((.*)\))?$/.exec(word) ?? [];
  const { names, create } = entryOf(LAYERS, kind ?? word, 'layer');
  const given = (list ?? '').split(',').filter((argument) => argument.trim() !== '');
  const options = new Options(
    Object.fromEntries(
      given.map((argument, index) => {
        const [value, key] = argument.split('=').reverse();
        return [key?.trim() ?? names[index], Number(value)];
      }),
    ),
  );
  options.ignore('in', 'features'); // the weights' shapes say as much
  const layer = create(name, options, after);
  options.done();
  return layer;
}

function normalized(name: string, options: Options): LayerKind {
  return batchNorm(name, { epsilon: options.number('eps', 1e-5), momentum: options.number('momentum', 0.1) });
}

/** As PyTorch orders the elements: channels first. */
function flatten(name: string): LayerKind {
  return plain(
    name,
    'flatten',
    (shape) => [sizeOf(shape)],
    (x) => reshape(channelsFirst(x), [x.shape[0], -1]),
  );
}

function activationOf(word: string, usual: string): ActivationName | null {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[-_]|\(\)$/g, '');
  const wanted = bare(word === 'activation' ? usual : word);
  const known = (Object.keys(ACTIVATIONS) as ActivationName[]).find((name) => bare(name) === wanted);
  if (word === 'activation' && !known) throw new Error(`unknown activation "${usual}"`);
  return known ?? null;
}

function lossOf(ending: string): Loss {
  const name = ending
    .trim()
    .toLowerCase()
    .replace(/^mean /, '')
    .replace(/ loss$/, '')
    .replaceAll(' ', '-');
  return entryOf(LOSSES, LOSS_NAMES[name] ?? name, 'loss');
}
