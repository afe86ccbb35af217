import type { FieldError } from '../../shared/errors.ts';
import type { ScriptJob } from '../../shared/scripts/script-job.ts';
import type { Parameter, Values } from '../../shared/studies/parameter.ts';
import type { StudySpec } from '../../shared/studies/study.ts';
import { trialJob } from '../../shared/studies/trial-job.ts';
import { AppError } from '../errors.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';

/** What a script cannot take of a study over its parameters: the ends of each range, and each choice. */
export function scriptFaults(
  { check }: Pick<ScriptRegistry, 'check'>,
  { base = {}, parameters }: Pick<StudySpec, 'base' | 'parameters'>,
): FieldError[] {
  const usual: Values = Object.fromEntries(parameters.map((each) => [each.at, triesOf(each)[0]?.[1]]));
  const places = parameters.map(({ at }) => at);
  const own = faultsOf(() => check(trialJob(base, parameters, usual) as unknown as ScriptJob))
    .filter(({ path }) => !places.includes(path))
    .map((fault) => ({ ...fault, path: `/base${fault.path}` }));
  if (own.length > 0) return own;
  return parameters.flatMap((parameter, index) =>
    triesOf(parameter)
      .flatMap(([field, value]): FieldError[] => {
        const job = trialJob(base, parameters, { ...usual, [parameter.at]: value });
        const wrong = faultsOf(() => check(job as unknown as ScriptJob)).find(({ path }) => path === parameter.at);
        if (!wrong) return [];
        const isNothing = wrong.message === 'is not a known field';
        const message = isNothing ? 'names nothing in the job' : wrong.message;
        return [
          {
            path: `/parameters/${index}${isNothing ? '/at' : field}`,
            message,
            value: isNothing ? parameter.at : value,
          },
        ];
      })
      .slice(0, 1),
  );
}

function triesOf(parameter: Parameter): [field: string, value: unknown][] {
  if (parameter.kind === 'choice') return parameter.values.map((value, place) => [`/values/${place}`, value]);
  const { low, high, integer } = parameter;
  const between: [string, unknown][] = integer ? [] : [['/integer', low + (high - low) / Math.E]];
  return [['/low', low], ['/high', high], ...between];
}

function faultsOf(check: () => unknown): FieldError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return (error.details?.fields ?? []) as FieldError[];
    throw error;
  }
}
