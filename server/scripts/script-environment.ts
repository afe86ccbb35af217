import type { Script } from '../../shared/scripts/script.ts';
import { configOf } from '../../shared/scripts/script-arguments.ts';
import { variableOf } from '../../shared/scripts/script-faults.ts';
import type { ScriptJob } from '../../shared/scripts/script-job.ts';
import type { RunRecord } from '../ports/meta-store.ts';

/** What every program expects to have. All else of the server’s environment may hold secrets, and is passed on by name alone. */
const USUAL = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'];

export interface EnvironmentOptions {
  script: Script;
  job: ScriptJob;
  run: Pick<RunRecord, 'id' | 'project' | 'attempt'>;
  /** Where the server is reached. */
  url: string;
  /** Folder for files of the run. */
  folder: string;
  configFile: string;
  lastStep: number | null;
}

/** The whole environment of a script: no request adds a name to it. */
export function environmentOf(options: EnvironmentOptions, own: NodeJS.ProcessEnv): Record<string, string> {
  const { script, job, run, url, folder, configFile, lastStep } = options;
  const config = configOf(script, job);
  const passed = [...USUAL, ...script.passEnv].flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passed),
    PYTHONUNBUFFERED: '1', // else its lines come when it ends
    ...script.env,
    LOSSBOARD_URL: url,
    LOSSBOARD_RUN_ID: run.id,
    LOSSBOARD_ATTEMPT: String(run.attempt),
    LOSSBOARD_PROJECT: run.project,
    LOSSBOARD_SCRIPT: script.name,
    LOSSBOARD_SEED: String(job.seed),
    LOSSBOARD_CONFIG: JSON.stringify(config),
    LOSSBOARD_CONFIG_FILE: configFile,
    LOSSBOARD_RUN_DIR: folder,
    ...(lastStep !== null && { LOSSBOARD_LAST_STEP: String(lastStep) }),
    ...Object.fromEntries(Object.entries(config).map(([name, value]) => [variableOf(name), String(value)])),
  };
}
