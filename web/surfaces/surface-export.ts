import type { ExportFormat } from '../../shared/export.ts';
import { vectorKey } from '../../shared/training/surface-metrics.ts';
import { errorMessage } from '../api/api.ts';
import { download, fileName } from '../core/download.ts';
import { addToReportHref } from '../core/report-link.ts';
import type { Services } from '../core/services.ts';
import type { MenuGroup } from '../ui/menu.ts';
import type { SurfaceScene } from './scene.ts';

interface Exported {
  title: string;
  runs: readonly string[];
  variables: readonly string[];
  /** The picture as it is seen; null before it was drawn. */
  scene: () => SurfaceScene | null;
  toasts: Services['toasts'];
  api: Services['api'];
  project: string;
  /** The step that is shown; null for the newest. */
  step: number | null;
}

/** What a picture of a surface can be taken out as. Code that makes files is loaded with the first of them. */
export function surfaceMenu({ title, runs, variables, scene, toasts, api, project, step }: Exported): MenuGroup[] {
  const item = (label: string, note: string, make: (scene: SurfaceScene) => Promise<void>) => ({
    label,
    note,
    onSelect: () => {
      const seen = scene();
      if (seen) void make(seen).catch((error: unknown) => toasts.error(`${label} failed: ${errorMessage(error)}`));
    },
  });
  const savePoints = async (format: ExportFormat) => {
    const keys = [...variables.map((name) => vectorKey('point', name)), 'loss'];
    download(
      fileName(title, `points.${format}`),
      await api.exportPoints({ runs: [...runs], keys, of: 'points', format }),
    );
  };
  const block = { kind: 'surface', metrics: [], runs, ...(step !== null && { step }) };
  return [
    { items: [{ label: 'Add to a report', icon: 'file', href: addToReportHref(project, block) }] },
    {
      label: 'Export what is shown',
      items: [
        item('PNG', 'at twice the size', async (seen) => {
          const { surfacePng } = await import('./surface-picture.ts');
          download(fileName(title, 'png'), await surfacePng(seen, title));
        }),
        item('SVG', 'vector', async (seen) => {
          const { surfaceSvg } = await import('./surface-picture.ts');
          download(fileName(title, 'svg'), new Blob([surfaceSvg(seen, title)], { type: 'image/svg+xml' }));
        }),
      ],
    },
    {
      label: 'Export every step',
      items: [
        item('CSV of all points', '', () => savePoints('csv')),
        item('Parquet of all points', '', () => savePoints('parquet')),
      ],
    },
  ];
}
