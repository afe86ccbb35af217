import type { Reaper } from './reaper.ts';
import type { StartFiles } from './start-files.ts';

const HEARTBEAT_CHECK_MS = 1000;
export const TRASH_CHECK_MS = 3_600_000;

export interface HousekeepingOptions {
  /** The name that runs are trained under here. */
  agent: string;
  reaper: Reaper;
  /** Trains queued runs. */
  runner: {
    /** Stores the ends that a former process of the agent could not. */
    endFormer(): Promise<void>;
    /** Stores the ends that this process could not; false where some still cannot be. */
    retry(): Promise<boolean>;
    wake(): void;
  };
  startFiles: Pick<StartFiles, 'removeUnused'>;
  /** Takes back the space that is kept for a full disk, where there is some. */
  holdBallast: () => Promise<unknown>;
  onError: (error: unknown) => void;
  heartbeatCheckMs?: number | undefined;
}

/** Does at a start, and then in intervals, what nobody asks for. */
export function createHousekeeping(options: HousekeepingOptions) {
  const { agent, reaper, runner, startFiles, holdBallast, onError } = options;
  let isBegun = false;
  let beating: Promise<unknown> = Promise.resolve();

  /** What could not be written, of a former process or of this one, comes first, with its reason. */
  async function endAbandonedTraining(): Promise<void> {
    if (!isBegun) await begin();
    if (await runner.retry()) await reaper.endAbandonedTraining();
  }

  async function begin(): Promise<void> {
    await runner.endFormer();
    await reaper.endFormerTraining(agent);
    isBegun = true;
    runner.wake();
  }

  const heartbeats = setInterval(() => {
    const works = [reaper.endSilentRuns(), endAbandonedTraining(), holdBallast()];
    beating = Promise.all(works.map((work) => work.catch(onError)));
  }, options.heartbeatCheckMs ?? HEARTBEAT_CHECK_MS);
  const trash = setInterval(() => void reaper.emptyTrash().catch(onError), TRASH_CHECK_MS);

  return {
    /** Lets queued runs train, after what a former process left is in order. */
    async start(): Promise<void> {
      await startFiles.removeUnused().catch(onError);
      await begin().catch(onError); // on a full disk it is tried again with each heartbeat
      void reaper.emptyTrash().catch(onError);
    },

    /** Resolves when nothing of it goes on any more. */
    async close(): Promise<void> {
      clearInterval(heartbeats);
      clearInterval(trash);
      await beating;
      await reaper.close();
    },
  };
}
