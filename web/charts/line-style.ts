import type { Run } from '../../shared/run.ts';
import { COLOR_COUNT, runColor, runDash, type ThemeName } from '../core/colors.ts';
import { shortNames } from '../core/short-names.ts';
import type { LineLook } from '../runs/run-look.ts';
import type { DrawnLine } from './drawn-line.ts';
import type { PlotLine } from './plot-line.ts';
import { plainLooks, type RunLooks } from './run-looks.ts';

const METRIC_DASHES = [[], [5, 3], [2, 2], [9, 3, 2, 3]];

/** Name and style of a metric key's line, where the page names its lines itself. */
export interface KeyStyle {
  key: string;
  label: string;
  /** Which colour of the palette. */
  place: number;
  /** Which dash pattern. */
  part: number;
}

interface Shown {
  runs: readonly Run[];
  keys: readonly string[];
  /** Those of the keys that are drawn against the right axis. */
  right?: readonly string[];
  theme: ThemeName;
  styles?: readonly KeyStyle[] | undefined;
  /** What the page calls its runs, and their colours; left out on the page of a single run. */
  looks?: RunLooks | undefined;
}

/**
 * The style of each line: colour tells runs apart and dashes tell metrics apart. On the page of a single run colours tell
 * its metrics apart, and lines are solid.
 */
export function styleLines(lines: readonly PlotLine[], shown: Shown): DrawnLine[] {
  const { labels, coloring } = shown.looks ?? plainLooks(shown.runs, shown.theme);
  const short = shortNames(shown.runs.map(({ id, name }) => labels.get(id) ?? name));
  const names = new Map(shown.runs.map(({ id }, index) => [id, short[index] ?? id]));
  const only = shown.runs.length === 1 && !shown.looks ? shown.runs[0] : undefined;
  return lines.flatMap((line): DrawnLine[] => {
    const run = shown.runs.find(({ id }) => id === line.run);
    if (!run) return [];
    return [
      {
        line,
        side: shown.right?.includes(line.key) ? 'right' : 'left',
        strength: 1,
        ...(only
          ? asMetric(only, line.key, shown)
          : asRun(coloring.ofRun(run), line.key, names.get(run.id) ?? run.name, shown.keys)),
      },
    ];
  });
}

type LineStyle = Pick<DrawnLine, 'label' | 'color' | 'dash'>;

function asMetric(run: Run, key: string, { keys, theme, styles }: Shown): LineStyle {
  const given = styles?.find((style) => style.key === key);
  if (given) {
    const dash = given.part > 0 ? METRIC_DASHES[given.part % METRIC_DASHES.length] : runDash(given.place);
    return { label: given.label, color: runColor(given.place, theme), dash: [...(dash ?? [])] };
  }
  const place = Math.max(0, keys.indexOf(key));
  const color = runColor((run.color + place) % COLOR_COUNT, theme);
  return { label: key, color, dash: [] };
}

function asRun({ color, dash }: LineLook, key: string, name: string, keys: readonly string[]): LineStyle {
  if (keys.length === 1) return { label: name, color, dash };
  return { label: `${name} · ${key}`, color, dash: dashOfMetric(keys, key) };
}

/** The dashes of a metric's lines, where several metrics share a chart. */
export function dashOfMetric(keys: readonly string[], key: string): number[] {
  return [...(METRIC_DASHES[Math.max(0, keys.indexOf(key)) % METRIC_DASHES.length] ?? [])];
}
