import type { Run } from '../../shared/run.ts';
import { plainLooks, type RunLooks } from '../charts/run-looks.ts';
import type { ThemeName } from '../core/colors.ts';
import type { RunGroup } from '../runs/grouping.ts';
import { colorRuns } from '../runs/run-coloring.ts';
import { type Variant, variedPointers } from './variants.ts';

/** Behind more lines than these, single runs are in the way. */
const MOST_WITH_MEMBERS = 4;

/** How charts draw the runs of a launch: by their names in the plan, those that differ by the seed alone as one line. */
export function recipeLooks(variants: readonly Variant[], runs: readonly Run[], theme: ThemeName): RunLooks {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const groups = variants.flatMap(({ name, members }): RunGroup[] => {
    const present = members.flatMap(({ planned }) => byId.get(planned.id) ?? []);
    return present.length > 0 ? [{ id: name, name, values: [], runs: present }] : [];
  });
  const isGrouped = variants.some(({ members }) => members.length > 1);
  const [pointer, ...others] = variedPointers(variants);
  const isScale = others.length === 0 && pointer !== undefined && variants.length > 2 && areNumbers(variants, pointer);
  const by = isScale ? `config.${pointer.slice(1).replaceAll('/', '.')}` : isGrouped ? 'group' : 'run';
  return {
    labels: namesOf(variants),
    coloring: colorRuns(runs, { by, groups, theme }),
    grouped: isGrouped
      ? { groups, middle: 'mean', spread: 'deviation', members: variants.length <= MOST_WITH_MEMBERS }
      : null,
  };
}

/** The same of runs that are drawn one by one, each in the colour that it has here. */
export function plainRecipeLooks(variants: readonly Variant[], runs: readonly Run[], theme: ThemeName): RunLooks {
  const plain = plainLooks(runs, theme);
  const byId = new Map(runs.map((run) => [run.id, run]));
  const ofRun = (run: Run) => plain.coloring.ofRun(byId.get(run.id) ?? run);
  return { ...plain, coloring: { ...plain.coloring, ofRun }, labels: namesOf(variants) };
}

function namesOf(variants: readonly Variant[]): Map<string, string> {
  return new Map(variants.flatMap(({ members }) => members.map(({ planned }) => [planned.id, planned.name] as const)));
}

function areNumbers(variants: readonly Variant[], pointer: string): boolean {
  return variants.every(({ values }) => typeof values[pointer] === 'number');
}
