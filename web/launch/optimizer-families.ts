import type { Optimizer } from '../../shared/training/optimizer.ts';

export interface OptimizerOption {
  value: Optimizer['name'];
  label: string;
  title?: string | undefined;
}

export interface OptimizerFamily {
  title: string;
  options: OptimizerOption[];
}

const FAMILIES: readonly [string, readonly Optimizer['name'][]][] = [
  ['Gradient descent', ['gd', 'sgd', 'momentum', 'nesterov']],
  ['Adaptive', ['adagrad', 'rmsprop', 'adadelta']],
  ['Adam’s kin', ['adam', 'adamw', 'adamax', 'nadam', 'radam']],
];

/** The optimizers that match `text`, by family; one without a family is among the others. */
export function optimizerFamilies(options: readonly OptimizerOption[], text: string): OptimizerFamily[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = options.filter(({ value, label, title }) => {
    const said = `${value} ${label} ${title ?? ''}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  const familyOf = (name: Optimizer['name']) => FAMILIES.find(([, names]) => names.includes(name))?.[0] ?? 'Others';
  return [...FAMILIES.map(([title]) => title), 'Others']
    .map((title) => ({ title, options: fitting.filter(({ value }) => familyOf(value) === title) }))
    .filter((family) => family.options.length > 0);
}
