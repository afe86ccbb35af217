import { type Static, type TSchema, Type } from 'typebox';

/** Text that can be an argument or a variable of a process: the system ends both at a NUL. */
const WITHOUT_NUL = '^[^\\u0000]*$';
const Text = (maxLength: number, options = {}) => Type.String({ maxLength, pattern: WITHOUT_NUL, ...options });

export const ScriptName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$',
  description: 'Letters, digits, _ and -, at most 64.',
});

const about = {
  name: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$', description: 'Letters, digits, _ and -, at most 64.' }),
  title: Type.Optional(Text(64)),
  description: Type.Optional(Text(300)),
};

function parameter<Kind extends string, Fields extends Record<string, TSchema>>(kind: Kind, fields: Fields) {
  return Type.Object({ kind: Type.Literal(kind), ...about, ...fields }, { title: kind, additionalProperties: false });
}

/** A setting that a launch may give a script. One without a default has to be given. */
export const ScriptParameter = Type.Union(
  [
    parameter('number', {
      default: Type.Optional(Type.Number()),
      minimum: Type.Optional(Type.Number()),
      maximum: Type.Optional(Type.Number()),
    }),
    parameter('integer', {
      default: Type.Optional(Type.Integer()),
      minimum: Type.Optional(Type.Integer()),
      maximum: Type.Optional(Type.Integer()),
    }),
    parameter('string', {
      default: Type.Optional(Text(10_000)),
      maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    }),
    parameter('boolean', {
      default: Type.Optional(Type.Boolean()),
      flag: Type.Optional(
        Text(100, {
          minLength: 1,
          description: 'Written in place of the arguments when true, nothing when false: --fp16.',
        }),
      ),
    }),
    parameter('choice', {
      choices: Type.Array(Type.Union([Text(200), Type.Number()]), { minItems: 1, maxItems: 200, uniqueItems: true }),
      default: Type.Optional(Type.Union([Text(200), Type.Number()])),
    }),
    parameter('seed', {}),
  ],
  { $id: 'ScriptParameter', discriminator: { propertyName: 'kind' }, description: 'A setting of a script.' },
);
export type ScriptParameter = Static<typeof ScriptParameter>;

const Shown = {
  name: ScriptName,
  title: Type.Optional(Text(100)),
  description: Type.Optional(Text(1000)),
  command: Type.Array(Text(4096), {
    minItems: 1,
    maxItems: 100,
    description: 'The program and its first arguments; no shell reads them.',
  }),
  parameters: Type.Array(ScriptParameter, { maxItems: 64, default: [] }),
  arguments: Type.Array(Text(1000, { minLength: 1 }), {
    maxItems: 10,
    default: ['--{name}={value}'],
    description: 'How a parameter is written; none where the script reads its environment alone.',
  }),
  steps: Type.Optional(
    Type.String({ description: 'The integer parameter that says how many steps a run has, for its progress.' }),
  ),
  metrics: Type.Enum(['none', 'json-lines'], {
    default: 'none',
    description: 'json-lines: each line of its output that is a JSON object of numbers is a step of metrics.',
  }),
  parallel: Type.Integer({ minimum: 1, maximum: 256, default: 256, description: 'Runs of it at once, at most.' }),
  continues: Type.Boolean({
    default: false,
    description: 'Whether it can go on where an earlier attempt ended, so that it is started again.',
  }),
  attempts: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 3,
    description: 'Of a script that continues: attempts that may fail in a row at the same step.',
  }),
  timeoutSeconds: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 2_000_000, description: 'For one attempt; no limit unless given.' }),
  ),
  graceSeconds: Type.Number({
    minimum: 0,
    maximum: 3600,
    default: 10,
    description: 'Between SIGTERM and SIGKILL when it is stopped.',
  }),
};

/** A command that the operator lets people run, as it is registered in a file. */
export const Script = Type.Object(
  {
    ...Shown,
    cwd: Type.Optional(Text(4096, { minLength: 1, description: 'Folder it runs in; that of the file unless given.' })),
    passEnv: Type.Array(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), {
      maxItems: 200,
      default: [],
      description: 'Names of variables of the server that it gets, besides PATH, HOME and the like.',
    }),
    env: Type.Record(Type.String(), Text(100_000), {
      default: {},
      description: 'Variables that it gets.',
    }),
  },
  { additionalProperties: false },
);
export type Script = Static<typeof Script>;

/** The file that registers scripts. */
export const ScriptsFile = Type.Object(
  { scripts: Type.Array(Script, { maxItems: 1000 }) },
  { additionalProperties: false },
);
export type ScriptsFile = Static<typeof ScriptsFile>;

/** A script as everybody may see it: without its folder and its variables, which may hold secrets. */
export const ScriptInfo = Type.Object(Shown, { $id: 'ScriptInfo', description: 'A script that can be launched.' });
export type ScriptInfo = Static<typeof ScriptInfo>;

/** The answer of `GET /scripts`. */
export const ScriptList = Type.Object(
  { scripts: Type.Array(ScriptInfo) },
  { $id: 'ScriptList', description: 'The scripts that the operator registered, by name.' },
);
export type ScriptList = Static<typeof ScriptList>;

export function scriptInfo({ cwd: _cwd, env: _env, passEnv: _passEnv, ...shown }: Script): ScriptInfo {
  return shown;
}
