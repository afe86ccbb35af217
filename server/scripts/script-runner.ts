import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch } from '../../shared/ingest.ts';
import type { PatchRun } from '../../shared/run.ts';
import { argumentsOf, configOf } from '../../shared/scripts/script-arguments.ts';
import type { ScriptJob } from '../../shared/scripts/script-job.ts';
import { runFolder } from '../../shared/training/run-files.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { ScriptRunner } from '../ports/script-runner.ts';
import { gitCommit } from './git-commit.ts';
import type { ProcessRecords } from './process-records.ts';
import { startScriptAttempt } from './script-attempt.ts';
import { environmentOf } from './script-environment.ts';
import type { OwnScriptRegistry } from './script-registry.ts';

const CONFIG_FILE = 'config.json';

export interface ScriptRunnerOptions {
  registry: OwnScriptRegistry;
  records: ProcessRecords;
  meta: Pick<MetaStore, 'updateRun' | 'getRun'>;
  metrics: Pick<MetricReader, 'activity'>;
  blobs: Pick<LocalBlobs, 'pathOf'>;
  bus: Bus;
  store: (run: string, batch: Batch) => Promise<unknown>;
  /** Where this server is reached from this machine. */
  address: () => string;
  env: NodeJS.ProcessEnv;
  now: () => number;
}

/** Runs scripts as child processes of this server. */
export function createScriptRunner(options: ScriptRunnerOptions): ScriptRunner {
  const { registry, records, meta, metrics, blobs, bus, store, address, env, now } = options;
  const sayings = new Map<string, Pick<PatchRun, 'state' | 'reason'>>();

  const lastStepOf = async (run: string) => (await metrics.activity([run])).get(run)?.maxStep ?? null;

  /** Writes what the script is given where it can read it. */
  function writeConfig(run: string, config: object): { folder: string; configFile: string } {
    const folder = blobs.pathOf(runFolder(run));
    mkdirSync(folder, { recursive: true });
    const configFile = join(folder, CONFIG_FILE);
    writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`);
    return { folder, configFile };
  }

  return {
    full: (running) =>
      registry
        .list()
        .filter(({ name, parallel }) => running.filter((each) => each === name).length >= parallel)
        .map(({ name }) => name),

    say(run, said) {
      if (said.state === 'failed' || said.state === 'stopped') sayings.set(run, said);
    },

    async start(run, { onSteps }) {
      const { id } = run;
      const job = registry.check(run.job as ScriptJob);
      const script = registry.get(job.script.name);
      if (!script?.cwd) throw new Error(`The script "${job.script.name}" is not registered any more.`);
      const { cwd } = script;
      const commit = await gitCommit(cwd);
      const places = writeConfig(id, configOf(script, job));
      const config = { ...run.config, script: { ...job.script, command: script.command, ...(commit && { commit }) } };
      await meta.updateRun(id, { config });
      sayings.delete(id);
      const attempt = await startScriptAttempt({
        ...{ script, run, cwd, commit, onSteps, now },
        command: [...script.command, ...argumentsOf(script, job)],
        env: environmentOf({ script, job, run, url: address(), ...places, lastStep: await lastStepOf(id) }, env),
        lastStep: () => lastStepOf(id),
        store: (batch) => store(id, batch),
        said: () => sayings.get(id),
        onPid: (pid) => records.add(id, pid),
        async onProcess(process) {
          await meta.updateRun(id, { process });
          await bus.publish({ type: 'run', run: id });
        },
      });
      void attempt.ended.then(() => {
        sayings.delete(id);
        records.remove(id);
      });
      return attempt;
    },
  };
}
