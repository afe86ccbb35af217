import type { Run } from '../../shared/run.ts';

/** Whether a run descends on a surface; by itself, so that pages of other runs load nothing of surfaces. */
export function isSurfaceRun({ kind, config }: Pick<Run, 'kind' | 'config'>): boolean {
  return kind === 'training' && 'surface' in config;
}
