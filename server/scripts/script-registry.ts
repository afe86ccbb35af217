import type { FieldError } from '../../shared/errors.ts';
import { type Script, type ScriptInfo, scriptInfo } from '../../shared/scripts/script.ts';
import { argumentFaults } from '../../shared/scripts/script-arguments.ts';
import { completeScriptJob, parametersSchema, type ScriptJob } from '../../shared/scripts/script-job.ts';
import { fieldErrors } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';

export interface OwnScriptRegistry extends ScriptRegistry {
  /** A script with its folder and variables; undefined for a name that is not registered. */
  get(name: string): Script | undefined;
}

/** The scripts of a file that was read: nothing that a request says changes them. */
export function createScriptRegistry(scripts: readonly Script[]): OwnScriptRegistry {
  const known = new Map(scripts.map((each) => [each.name, each]));
  const infos: ScriptInfo[] = scripts.map(scriptInfo).sort((a, b) => (a.name < b.name ? -1 : 1));

  function check(job: ScriptJob): ScriptJob {
    const { name } = job.script;
    const script = known.get(name);
    if (!script) throw invalid([{ path: '/script/name', message: unknown(name, [...known.keys()]), value: name }]);
    const complete = completeScriptJob(script, job);
    const wrong = fieldErrors(parametersSchema(script), complete.script.parameters, '/script/parameters');
    const faults = wrong.length > 0 ? wrong : argumentFaults(script, complete);
    if (faults.length > 0) throw invalid(faults);
    return complete;
  }

  return {
    list: () => infos,
    get: (name) => known.get(name),
    check,
    continuing: () => scripts.filter(({ continues }) => continues).map(({ name }) => name),
  };
}

function unknown(name: string, names: readonly string[]): string {
  if (names.length === 0) return `"${name}" is not registered: the operator of this server has registered no script`;
  return `must be a registered script (${names.join(', ')}), not "${name}"`;
}

function invalid(fields: FieldError[]): AppError {
  const [first] = fields;
  return new AppError('invalid', `body ${first?.path} ${first?.message}.`, { in: 'body', fields });
}
