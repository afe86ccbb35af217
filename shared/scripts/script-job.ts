import { type Static, type TSchema, Type } from 'typebox';
import { LaunchRequest } from '../training/launch.ts';
import { withDefaults } from '../validate.ts';
import { type ScriptInfo, ScriptName, type ScriptParameter } from './script.ts';

export const ParameterValue = Type.Union([Type.Number(), Type.String(), Type.Boolean()]);
export type ParameterValue = Static<typeof ParameterValue>;

const { id, project, name, group, tags, notes, priority, seed } = LaunchRequest.properties;

const Seed = {
  ...seed,
  description: 'LOSSBOARD_SEED of the script, and its parameter of kind seed where it has one.',
};

/** What a run of a script is made of. Which parameters there are, the script itself decides. */
export const ScriptJob = Type.Object(
  {
    script: Type.Object(
      {
        name: ScriptName,
        parameters: Type.Record(Type.String(), ParameterValue, { default: {} }),
      },
      { title: 'Script', additionalProperties: false },
    ),
    seed: Seed,
  },
  { title: 'Script', additionalProperties: false },
);
export type ScriptJob = Static<typeof ScriptJob>;

/** The body of `POST /launch` for a script. */
export const ScriptLaunch = Type.Object(
  { id, project, name, group, tags, notes, priority, ...ScriptJob.properties },
  { $id: 'ScriptLaunch', title: 'New run of a script', additionalProperties: false },
);
export type ScriptLaunch = Static<typeof ScriptLaunch>;

export function isScriptJob(job: object): job is ScriptJob {
  return 'script' in job;
}

/** The schema of the parameters of a script: form, validation and defaults of them. The seed is that of the run. */
export function parametersSchema({ parameters }: Pick<ScriptInfo, 'parameters'>) {
  const fields = parameters.flatMap((each) => (each.kind === 'seed' ? [] : [[each.name, fieldOf(each)] as const]));
  return Type.Object(Object.fromEntries(fields), { title: 'Parameters', additionalProperties: false, default: {} });
}

type Declared = Pick<ScriptInfo, 'name' | 'parameters'>;

/** The schema of a job of a script. */
export function scriptJobSchema(script: Declared) {
  const ofScript = Type.Object(
    { name: Type.Literal(script.name), parameters: parametersSchema(script) },
    { title: 'Script', additionalProperties: false },
  );
  return Type.Object({ script: ofScript, seed: Seed }, { additionalProperties: false });
}

/** The schema of a launch of a script. */
export function scriptLaunchSchema(script: Declared) {
  const { script: ofScript } = scriptJobSchema(script).properties;
  return Type.Object({ ...ScriptLaunch.properties, script: ofScript }, { additionalProperties: false });
}

/** A job with the defaults of its script. */
export function completeScriptJob(script: Declared, job: ScriptJob): ScriptJob {
  return withDefaults<ScriptJob>(scriptJobSchema(script), job);
}

/** All that a script is given: its parameters, with the seed of the run under the names that ask for it. */
export function givenValues(
  { parameters }: Pick<ScriptInfo, 'parameters'>,
  job: ScriptJob,
): [ScriptParameter, ParameterValue][] {
  return parameters.flatMap((each) => {
    const value = each.kind === 'seed' ? job.seed : job.script.parameters[each.name];
    return value === undefined ? [] : [[each, value] as [ScriptParameter, ParameterValue]];
  });
}

function fieldOf(parameter: Exclude<ScriptParameter, { kind: 'seed' }>): TSchema {
  const { kind: _kind, name: key, title = key, ...rest } = parameter;
  const about = { title, ...(rest.description !== undefined && { description: rest.description }) };
  const usual = rest.default === undefined ? about : { ...about, default: rest.default };
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      const { minimum, maximum } = parameter;
      const options = {
        ...usual,
        ...(minimum !== undefined && { minimum }),
        ...(maximum !== undefined && { maximum }),
      };
      return parameter.kind === 'integer' ? Type.Integer(options) : Type.Number(options);
    }
    case 'string':
      return Type.String({ ...usual, maxLength: parameter.maxLength ?? 1000, pattern: '^[^\\u0000]*$' });
    case 'boolean':
      return Type.Boolean(usual);
    case 'choice':
      return Type.Enum(parameter.choices, usual);
  }
}
