import type { FieldError } from '../errors.ts';
import type { Script } from './script.ts';
import { givenValues, type ScriptJob } from './script-job.ts';

/** Of all parameters together, as JSON: the system limits a variable of a process to 128 KiB. */
const MAX_CONFIG_BYTES = 100_000;

/** The parameters of a run as its script reads them. */
export function configOf(script: Pick<Script, 'parameters'>, job: ScriptJob): Record<string, unknown> {
  return Object.fromEntries(givenValues(script, job).map(([{ name }, value]) => [name, value]));
}

/** The arguments of a run, each an element of its own: nothing in a value can become another argument, or part of a command. */
export function argumentsOf(script: Pick<Script, 'parameters' | 'arguments'>, job: ScriptJob): string[] {
  return givenValues(script, job).flatMap(([parameter, value]) => {
    if (parameter.kind === 'boolean' && parameter.flag !== undefined) return value === true ? [parameter.flag] : [];
    return script.arguments.map((template) =>
      template.replace(/\{(name|value)\}/g, (_, part) => (part === 'name' ? parameter.name : String(value))),
    );
  });
}

/** Values that have the form of their parameters, but cannot be given to the script. */
export function argumentFaults(script: Pick<Script, 'parameters' | 'arguments'>, job: ScriptJob): FieldError[] {
  const bare = script.arguments.some((template) => template.startsWith('{value}'));
  const options = givenValues(script, job).flatMap(([{ name, kind }, value]) =>
    bare && typeof value === 'string' && value.startsWith('-')
      ? [
          {
            path: `/script/parameters/${name}`,
            message: 'must not begin with -, or the script would take it for an option',
            value,
            kind,
          },
        ]
      : [],
  );
  const bytes = new TextEncoder().encode(JSON.stringify(configOf(script, job))).length;
  const large: FieldError[] =
    bytes > MAX_CONFIG_BYTES
      ? [
          {
            path: '/script/parameters',
            message: `must have at most ${MAX_CONFIG_BYTES} bytes in all as JSON, not ${bytes}`,
          },
        ]
      : [];
  return [...options.map(({ kind: _kind, ...fault }) => fault), ...large];
}
