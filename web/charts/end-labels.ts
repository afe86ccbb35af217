import { cutInside } from '../core/short-names.ts';
import type { DrawnLine } from './drawn-line.ts';
import { mainValues } from './main-values.ts';
import type { Area, Place } from './place.ts';

/** Where the name of a line stands, right of its end. */
export interface EndLabel {
  line: DrawnLine;
  text: string;
  color: string;
  dash: number[];
  /** Middle of the text, and of the end that it belongs to. */
  y: number;
  endY: number;
  endX: number;
}

const MOST_LABELS = 8;
/** Names take no more than this share of the width: curves need the rest. */
const MOST_SHARE = 0.32;
/** The stroke before a name, and the room around both. */
const BEFORE_TEXT = 20;
const AFTER_TEXT = 4;
const LINE_HEIGHT = 14;
const MOST_CHARACTERS = 24;

/**
 * The width in pixels that names at the ends of the lines need, in the place of a legend; 0 where there are none. `widthOf` is that of a
 * text.
 */
export function endLabelRoom(drawn: readonly DrawnLine[], width: number, widthOf: (text: string) => number): number {
  if (!areNamedAtEnds(drawn)) return 0;
  const named = drawn.filter(({ strength }) => strength === 1);
  const widest = Math.max(...named.map(({ label }) => widthOf(endLabelText(label))));
  const room = Math.ceil(BEFORE_TEXT + widest + AFTER_TEXT);
  return room <= MOST_SHARE * width ? room : 0;
}

/** Whether lines are named at their ends where there is room: two to eight of them, without a second axis in the way. */
export function areNamedAtEnds(drawn: readonly DrawnLine[]): boolean {
  const named = drawn.filter(({ strength }) => strength === 1).length;
  return named >= 2 && named <= MOST_LABELS && drawn.every(({ side }) => side === 'left');
}

/** As much of a name as there is room for: runs of a series differ at the end, groups at the beginning. */
function endLabelText(label: string): string {
  return cutInside(label, MOST_CHARACTERS);
}

/** The names of the lines, moved apart so that none covers another; none when they do not fit beside the plot. */
export function endLabels(drawn: readonly DrawnLine[], place: Place, log: boolean): EndLabel[] {
  const { area } = place;
  const labels = drawn.flatMap((each): EndLabel[] => {
    const end = lastDrawn(each, log);
    if (each.strength < 1 || end < 0) return [];
    const endY = place.py(mainValues(each.line)[end] as number);
    const endX = Math.min(place.px(each.line.x(end)), area.right);
    const { color, dash, label } = each;
    const y = Math.max(area.top, Math.min(area.bottom, endY));
    return [{ line: each, text: endLabelText(label), color, dash, endX, endY: y, y }];
  });
  return spreadOut(labels, area);
}

/** Moves labels apart by as little as possible: those that touch become a block around their middle. */
function spreadOut(labels: EndLabel[], { top, bottom }: Area): EndLabel[] {
  if (labels.length * LINE_HEIGHT > bottom - top + LINE_HEIGHT) return [];
  const blocks: { members: EndLabel[]; middle: number }[] = [];
  for (const label of labels.toSorted((a, b) => a.y - b.y)) {
    blocks.push({ members: [label], middle: label.y });
    for (let last = blocks.length - 1; last > 0; last--) {
      const [above, below] = [blocks[last - 1], blocks[last]];
      if (!above || !below || startOf(below) >= endOf(above)) break;
      const members = [...above.members, ...below.members];
      const middle = members.reduce((sum, { endY }) => sum + endY, 0) / members.length;
      blocks.splice(last - 1, 2, { members, middle: within(middle, members.length, top, bottom) });
    }
  }
  return blocks.flatMap((block) =>
    block.members.map((label, index) => ({ ...label, y: startOf(block) + (index + 0.5) * LINE_HEIGHT })),
  );
}

const halfOf = (count: number) => (count * LINE_HEIGHT) / 2;
const startOf = ({ members, middle }: { members: unknown[]; middle: number }) => middle - halfOf(members.length);
const endOf = ({ members, middle }: { members: unknown[]; middle: number }) => middle + halfOf(members.length);

/** A block may stand half a line above and below the plot. */
function within(middle: number, count: number, top: number, bottom: number): number {
  const room = halfOf(count) - LINE_HEIGHT / 2;
  return Math.max(top + room, Math.min(bottom - room, middle));
}

function lastDrawn({ line }: DrawnLine, log: boolean): number {
  return mainValues(line).findLastIndex((value) => Number.isFinite(value) && (!log || value > 0));
}
