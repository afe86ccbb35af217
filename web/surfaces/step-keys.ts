import type { Command } from '../core/commands.svelte.ts';

export interface StepActions {
  toggle: () => void;
  go: (by: number | 'first' | 'last') => void;
  pan: (right: number, up: number) => void;
  zoom: (factor: number) => void;
  fit: () => void;
  reset: () => void;
}

const ZOOM = 1.5;
const STEPS: Readonly<Record<string, number | 'first' | 'last'>> = {
  ...{ ArrowLeft: -1, ArrowRight: 1, Home: 'first', End: 'last' },
};
const zoomIn = (actions: StepActions) => () => actions.zoom(ZOOM);
const zoomOut = (actions: StepActions) => () => actions.zoom(1 / ZOOM);
const VIEWS: Readonly<Record<string, (actions: StepActions) => () => void>> = {
  ...{ '+': zoomIn, '=': zoomIn, '-': zoomOut, '−': zoomOut },
  f: ({ fit }) => fit,
  0: ({ reset }) => reset,
};
const ARROWS: Readonly<Record<string, [right: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Steps, moves and zooms by keys, unless they are those of the control that has the focus. */
export function stepKeys(event: KeyboardEvent, actions: StepActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const action = actionOf(event, actions);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

function actionOf({ key, shiftKey, target }: KeyboardEvent, actions: StepActions): (() => void) | null {
  const control = (target as Element | null)?.closest('input, select, textarea, button, a, [role="menu"]');
  const kind = !control ? 'none' : control.matches('input[type="range"]') ? 'slider' : 'other';
  const isButton = control?.matches('button, input[type="checkbox"]') ?? false;
  if (kind === 'other' && !isButton) return null;
  if (key === ' ') return isButton ? null : actions.toggle;
  const arrow = ARROWS[key];
  if (arrow && shiftKey) return () => actions.pan(...arrow);
  const by = STEPS[key];
  if (by !== undefined) return kind === 'slider' ? null : () => actions.go(by); // a slider moves by itself
  return VIEWS[key]?.(actions) ?? null;
}

/** The keys of a surface, for the keyboard help. */
export const STEP_COMMANDS: readonly Command[] = [
  { title: 'Play or pause the steps', group: 'Surface', keys: ['Space'] },
  { title: 'One step back or on', group: 'Surface', keys: ['←', '→'] },
  { title: 'First or last step', group: 'Surface', keys: ['Home', 'End'] },
  { title: 'Zoom in or out', group: 'Surface', keys: ['+', '−'] },
  { title: 'Move the picture', group: 'Surface', keys: ['Shift ← ↑ → ↓'] },
  { title: 'Fit the picture to the paths', group: 'Surface', keys: ['f'] },
  { title: 'Show the whole surface', group: 'Surface', keys: ['0'] },
];
