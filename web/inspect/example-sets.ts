import type { ExampleSet } from '../../shared/inspect/predict.ts';
import type { Router } from '../core/router.svelte.ts';

/** The parts of the data that a network is looked at on. */
export const EXAMPLE_SETS: readonly { value: ExampleSet; label: string }[] = [
  { value: 'validation', label: 'Validation' },
  { value: 'test', label: 'Test' },
  { value: 'train', label: 'Training' },
];

/** The part that the address names; without one, what the network was not trained on. */
export function chosenSet({ query }: Pick<Router, 'query'>): ExampleSet {
  return EXAMPLE_SETS.find(({ value }) => value === query.get('set'))?.value ?? 'validation';
}
