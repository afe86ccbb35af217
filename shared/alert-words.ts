import type { AlertCondition } from './alert.ts';

/** A condition in words, such as “val/loss is above 2 for 60 s”. */
export function conditionInWords(condition: AlertCondition): string {
  switch (condition.kind) {
    case 'diverged':
      return 'a run diverges';
    case 'crashed':
      return 'a run crashes or fails';
    case 'finished':
      return 'a run finishes';
    case 'silent':
      return `a run is silent for ${duration(condition.seconds)}`;
    case 'nan':
      return `${condition.metric ?? 'any metric'} is NaN or infinite`;
    case 'plateau': {
      const by = condition.tolerance > 0 ? ` by more than ${condition.tolerance}` : '';
      return `${condition.metric} does not get ${condition.goal === 'min' ? 'lower' : 'higher'}${by} for ${condition.points} points`;
    }
    case 'threshold': {
      const long = condition.seconds > 0 ? ` for ${duration(condition.seconds)}` : '';
      return `${condition.metric} is ${condition.side} ${condition.value}${long}`;
    }
  }
}

function duration(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
