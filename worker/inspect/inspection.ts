import type { ExampleSet } from '../../shared/inspect/predict.ts';
import type { Examples } from '../data/examples.ts';
import { InspectError } from './errors.ts';
import { predictScored, type ScoredPredictions } from './predictions.ts';
import type { Subject } from './subject.ts';

/** A network with the weights of one checkpoint in it, and what was found with them so far. */
export interface Inspection {
  subject: Subject;
  /** Of the checkpoint; 0 is the network as it was drawn. */
  step: number;
  /** @throws {InspectError} `invalid` for a part of the data that has no examples */
  examplesOf(set: ExampleSet, path: string): Examples;
  /** Predictions of a part of the data, made once. */
  scored(set: ExampleSet, path: string): ScoredPredictions;
}

export function createInspection(subject: Subject, step: number): Inspection {
  const known = new Map<ExampleSet, ScoredPredictions>();

  function examplesOf(set: ExampleSet, path: string): Examples {
    const examples = subject.splits[set];
    if (examples.count > 0) return examples;
    throw new InspectError('invalid', `is "${set}", and this run has no examples there`, path);
  }

  return {
    subject,
    step,
    examplesOf,
    scored(set, path) {
      const found = known.get(set) ?? predictScored(subject, examplesOf(set, path));
      known.set(set, found);
      return found;
    },
  };
}
