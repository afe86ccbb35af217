import type { FieldError } from '../errors.ts';
import { fieldErrors } from '../validate.ts';
import type { Script, ScriptParameter, ScriptsFile } from './script.ts';
import { parametersSchema } from './script-job.ts';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What is wrong with registered scripts beyond their form, by the place in the file. */
export function scriptsFaults({ scripts }: ScriptsFile): FieldError[] {
  return scripts.flatMap((script, index) => {
    const at = `/scripts/${index}`;
    const isTaken = scripts.findIndex(({ name }) => name === script.name) < index;
    return [
      ...(isTaken ? [{ path: `${at}/name`, message: 'is that of another script', value: script.name }] : []),
      ...faultsOf(script).map((fault) => ({ ...fault, path: `${at}${fault.path}` })),
    ];
  });
}

function faultsOf(script: Script): FieldError[] {
  const { command, parameters, steps, env, passEnv } = script;
  return [
    ...(command[0] === '' ? [{ path: '/command/0', message: 'must name a program', value: '' }] : []),
    ...parameters.flatMap((each, index) => parameterFaults(parameters, each, index)),
    ...(steps !== undefined && parameters.find(({ name }) => name === steps)?.kind !== 'integer'
      ? [{ path: '/steps', message: 'must name an integer parameter', value: steps }]
      : []),
    ...[...Object.keys(env).map((name) => `/env/${name}`), ...passEnv.map((name) => `/passEnv/${name}`)]
      .filter((path) => path.split('/')[2]?.startsWith('LOSSBOARD_'))
      .map((path) => ({ path, message: 'cannot be set: variables that begin with LOSSBOARD_ are the server’s' })),
    ...Object.keys(env)
      .filter((name) => !VARIABLE.test(name))
      .map((name) => ({ path: '/env', message: 'must have names of variables', value: name })),
    ...templateFaults(script),
  ];
}

function parameterFaults(all: readonly ScriptParameter[], parameter: ScriptParameter, index: number): FieldError[] {
  const at = `/parameters/${index}`;
  const { name } = parameter;
  const isTaken = all.findIndex((each) => variableOf(each.name) === variableOf(name)) < index;
  const taken = isTaken ? [{ path: `${at}/name`, message: 'is that of another parameter', value: name }] : [];
  if (parameter.kind === 'seed' || parameter.default === undefined) return taken;
  const wrong = fieldErrors(parametersSchema({ parameters: [parameter] }), { [name]: parameter.default });
  return [...taken, ...wrong.map(({ message, value }) => ({ path: `${at}/default`, message, value }))];
}

function templateFaults({ arguments: templates }: Script): FieldError[] {
  if (templates.length === 0 || templates.some((each) => each.includes('{value}'))) return [];
  return [{ path: '/arguments', message: 'must have {value} in them, or be empty', value: templates }];
}

/** How the variable of a parameter is called in the environment of the script. */
export function variableOf(name: string): string {
  return `LOSSBOARD_PARAM_${name.replaceAll('-', '_')}`;
}
