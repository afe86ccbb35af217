import { configChanges } from '../../shared/config-paths.ts';
import { ENDED_STATES, isRunHere, type Run } from '../../shared/run.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore } from '../ports/meta-store.ts';
import { expectConfigRoom } from './config-room.ts';
import type { RunAccess } from './run-access.ts';
import type { RunService } from './run-service.ts';

export interface RunConfigOptions {
  access: RunAccess;
  meta: Pick<MetaStore, 'updateRun'>;
  runs: Pick<RunService, 'get'>;
  bus: Bus;
  now: () => number;
}

/** Corrects the settings that a script gave its run, once it has ended. What was changed is kept as a mark. */
export function createRunConfigService({ access, meta, runs, bus, now }: RunConfigOptions) {
  return {
    /**
     * Puts `config` in the place of the run's settings.
     *
     * @throws {AppError} `conflict` for a run that goes on, and for one trained here, whose settings are what it was trained with
     */
    async replace(id: string, config: Record<string, unknown>): Promise<Run> {
      const found = await access.find(id);
      if (isRunHere(found.kind))
        throw new AppError('conflict', `Run "${id}" was made with these settings: they cannot be others afterwards.`, {
          id,
        });
      if (!ENDED_STATES.includes(found.state))
        throw new AppError('conflict', `Run "${id}" is ${found.state}: its script may still set its config.`, {
          state: found.state,
        });
      expectConfigRoom(id, config);
      const changes = configChanges(found.config, config);
      if (changes.length === 0) return runs.get(id);
      await meta.updateRun(id, { config }, { time: now(), text: `config: ${changes.join('; ')}` });
      await bus.publish({ type: 'edited', run: id });
      await bus.publish({ type: 'run', run: id });
      return runs.get(id);
    },
  };
}

export type RunConfigService = ReturnType<typeof createRunConfigService>;
