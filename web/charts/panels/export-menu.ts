import type { ExportFormat } from '../../../shared/export.ts';
import { errorMessage } from '../../api/api.ts';
import { download, fileName } from '../../core/download.ts';
import type { Services } from '../../core/services.ts';
import type { MenuGroup } from '../../ui/menu.ts';
import type { Picture } from '../export/picture.ts';

interface Exported {
  title: string;
  /** The runs and metrics whose every point can be had. */
  runs: readonly string[];
  keys: readonly string[];
  /** The chart as it is seen; read when a file is made. */
  picture: () => Picture;
  isTable: boolean;
  onTable: () => void;
}

/** What a card can be taken out as. Code that makes files is loaded with the first of them. */
export function exportMenu(
  { title, runs, keys, picture, isTable, onTable }: Exported,
  { api, toasts }: Pick<Services, 'api' | 'toasts'>,
): MenuGroup[] {
  const item = (label: string, note: string, make: () => Promise<void>) => ({
    label,
    note,
    onSelect: () => void make().catch((error: unknown) => toasts.error(`${label} failed: ${errorMessage(error)}`)),
  });
  const save = (ending: string, type: string, text: string) =>
    download(fileName(title, ending), new Blob([text], { type }));
  const png = async () => {
    const { pictureCanvas } = await import('../export/picture.ts');
    return toBlob(pictureCanvas(picture()));
  };
  const savePoints = async (format: ExportFormat) =>
    download(
      fileName(title, `points.${format}`),
      await api.exportPoints({ runs: [...runs], keys: [...keys], of: 'points', format }),
    );
  return [
    { items: [{ label: isTable ? 'Show as chart' : 'Show as table', icon: 'table', onSelect: onTable }] },
    {
      label: 'Export what is shown',
      items: [
        item('PNG', 'at twice the size', async () => download(fileName(title, 'png'), await png())),
        item('SVG', 'vector', async () => {
          const { pictureSvg } = await import('../export/picture.ts');
          save('svg', 'image/svg+xml', pictureSvg(picture()));
        }),
        item('PGFPlots', 'LaTeX', async () => {
          const { toPgfplots } = await import('../export/pgfplots.ts');
          save('tex', 'application/x-tex', toPgfplots(title, picture().scene));
        }),
        item('CSV', 'as drawn', async () => {
          const { toCsv } = await import('../export/csv.ts');
          save('csv', 'text/csv', toCsv(picture().scene));
        }),
        item('Copy as image', '', async () => {
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': png() })]);
          toasts.info('The picture is copied.');
        }),
      ],
    },
    {
      label: 'Export every point',
      items: [
        item('CSV of all points', '', () => savePoints('csv')),
        item('Parquet of all points', '', () => savePoints('parquet')),
      ],
    },
  ];
}

function toBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png'),
  );
}
