import { type Static, Type } from 'typebox';
import { isScriptJob, ScriptJob, ScriptLaunch } from '../scripts/script-job.ts';
import { withDefaults } from '../validate.ts';
import { LaunchRequest, TrainingConfig } from './launch.ts';
import { SurfaceConfig } from './surface.ts';

/** What this server trains: a network on data, or one point on a surface. The latter has a `surface`. */
export const Job = Type.Union([SurfaceConfig, TrainingConfig], { presence: ['surface'] });
export type Job = TrainingConfig | SurfaceConfig;

const { id, project, name, group, tags, notes, priority, from } = LaunchRequest.properties;

/** The body of `POST /launch` for a descent on a surface. */
export const SurfaceLaunch = Type.Object(
  { id, project, name, group, tags, notes, priority, from, ...SurfaceConfig.properties },
  { $id: 'SurfaceLaunch', title: 'New descent', additionalProperties: false },
);
export type SurfaceLaunch = Static<typeof SurfaceLaunch>;

/** What a run in the queue is made of: trained by this server's engine, or a script that it runs. */
export const AnyJob = Type.Union([ScriptJob, SurfaceConfig, TrainingConfig], { presence: ['script', 'surface'] });
export type AnyJob = Job | ScriptJob;

/** The body of `POST /launch`. */
export const JobLaunch = Type.Union([ScriptLaunch, SurfaceLaunch, LaunchRequest], {
  $id: 'JobLaunch',
  presence: ['script', 'surface'],
  description: 'A network on data, with `surface` a point on a surface, or with `script` a registered script.',
});
export type JobLaunch = ScriptLaunch | SurfaceLaunch | LaunchRequest;

export function isSurfaceJob(job: object): job is SurfaceConfig {
  return 'surface' in job;
}

export function isNetworkJob(job: AnyJob): job is TrainingConfig {
  return !isScriptJob(job) && !isSurfaceJob(job);
}

/** A job with the settings that came after it was stored. */
export function completeJob(job: Job): Job {
  return withDefaults<Job>(Job, job);
}

/** The job of a run that the engine trains; undefined for a script's, and for a run without one. */
export function engineJob(job: AnyJob | null): Job | undefined {
  return job === null || isScriptJob(job) ? undefined : job;
}
