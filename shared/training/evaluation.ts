import { type Static, Type } from 'typebox';
import { JsonNumber } from '../number.ts';

const Counts = Type.Array(Type.Integer({ minimum: 0 }));

/** What the network of a run does on the test set after its last step. */
export const RunEvaluation = Type.Object(
  {
    step: Type.Integer({ description: 'Optimizer steps done.' }),
    examples: Type.Integer({ description: 'Of the test set.' }),
    scores: Type.Record(Type.String(), JsonNumber, { description: 'By name; stored as series `test/…` too.' }),
    classNames: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description:
        'Of the rows and columns of `confusion`, in order; null where classes have no names or there are none.',
    }),
    confusion: Type.Union([Type.Array(Counts), Type.Null()], {
      description: 'Confusion matrix: examples by true class (row) and predicted class (column); null for regression.',
    }),
  },
  { $id: 'RunEvaluation' },
);
export type RunEvaluation = Static<typeof RunEvaluation>;

/** The answer of `GET /runs/:id/evaluation`. */
export const EvaluationAnswer = Type.Object(
  {
    evaluation: Type.Union([RunEvaluation, Type.Null()], {
      description: 'Null for a run that was not tested here: it has not finished, or has no test set.',
    }),
  },
  { $id: 'EvaluationAnswer', description: 'The evaluation of the run on its test set.' },
);
export type EvaluationAnswer = Static<typeof EvaluationAnswer>;
