import { ENDED_STATES, type Run } from '../../shared/run.ts';
import { plural } from '../core/format.ts';

/** Who takes part, in words; ranks may still change until it is over. */
export interface RaceField {
  text: string;
  isOver: boolean;
}

/** `racing` have the metric, `waiting` have not begun. */
export function raceField(racing: readonly Run[], { length: waiting }: readonly Run[]): RaceField {
  const running = racing.filter(({ state }) => !ENDED_STATES.includes(state)).length;
  const parts = [
    plural(racing.length, 'run'),
    running > 0 ? `${running} still running` : '',
    waiting > 0 ? `${waiting} waiting` : '',
  ];
  return { text: parts.filter((part) => part !== '').join(' · '), isOver: running + waiting === 0 };
}
