import { type Static, Type } from 'typebox';
import { withDefaults } from '../validate.ts';
import { LaunchRequest, TrainingConfig } from './launch.ts';
import { SurfaceConfig } from './surface.ts';

/** What this server trains: a network on data, or one point on a surface. The latter has a `surface`. */
export const Job = Type.Union([SurfaceConfig, TrainingConfig], { presence: 'surface' });
export type Job = TrainingConfig | SurfaceConfig;

const { id, project, name, group, tags, notes, priority, from } = LaunchRequest.properties;

/** The body of `POST /launch` for a descent on a surface. */
export const SurfaceLaunch = Type.Object(
  { id, project, name, group, tags, notes, priority, from, ...SurfaceConfig.properties },
  { $id: 'SurfaceLaunch', title: 'New descent', additionalProperties: false },
);
export type SurfaceLaunch = Static<typeof SurfaceLaunch>;

/** The body of `POST /launch`. */
export const JobLaunch = Type.Union([SurfaceLaunch, LaunchRequest], {
  $id: 'JobLaunch',
  presence: 'surface',
  description: 'A network on data, or with `surface` a point on a surface.',
});
export type JobLaunch = SurfaceLaunch | LaunchRequest;

export function isSurfaceJob(job: object): job is SurfaceConfig {
  return 'surface' in job;
}

/** A job with the settings that came after it was stored. */
export function completeJob(job: Job): Job {
  return withDefaults<Job>(Job, job);
}
