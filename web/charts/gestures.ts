import type { Geometry } from './geometry.ts';

/** A box of the plot that is dragged open, in CSS pixels; `null` on an axis that it spans whole. */
export interface Selection {
  x: readonly [number, number] | null;
  y: readonly [number, number] | null;
}

export interface GestureHandlers {
  geometry: () => Geometry | null;
  /** The pointer is over the plot, in pixels of the chart. */
  onPoint: (px: number, py: number) => void;
  onLeave: () => void;
  onClick: (px: number, py: number) => void;
  /** What is being dragged open; null when nothing is. */
  onSelecting: (selection: Selection | null) => void;
  onSelected: (selection: Selection) => void;
  onReset: () => void;
}

/** The pointer may miss the plot by so many pixels. */
const REACH = 8;
/** A drag of fewer pixels is a click. */
const LEAST_DRAG = 6;

/**
 * Follows the pointer over a chart. A drag chooses a stretch of x; with Shift it chooses a box, and on the y axis a stretch
 * of y. A finger moves the crosshair.
 */
export function followGestures(host: HTMLElement, handlers: GestureHandlers): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  let start: { px: number; py: number; isOnAxis: boolean } | null = null;

  const at = (event: PointerEvent) => {
    const box = host.getBoundingClientRect();
    return { px: event.clientX - box.left, py: event.clientY - box.top };
  };
  const select = ({ px, py, isShift }: { px: number; py: number; isShift: boolean }): Selection | null => {
    const geometry = handlers.geometry();
    if (!start || !geometry) return null;
    const { left, right, top, bottom } = geometry;
    const x = stretch(start.px, px, left, right);
    const y = stretch(start.py, py, top, bottom);
    if (start.isOnAxis) return y && { x: null, y };
    return x && { x, y: isShift ? y : null };
  };
  const isInside = ({ px, py }: { px: number; py: number }) => {
    const geometry = handlers.geometry();
    return (
      geometry !== null && px > geometry.left - REACH && px < geometry.right + REACH && py < geometry.bottom + REACH
    );
  };

  const onMove = (event: PointerEvent) => {
    const place = at(event);
    if (start) return handlers.onSelecting(select({ ...place, isShift: event.shiftKey }));
    if (event.buttons > 0 && event.pointerType === 'mouse') return;
    if (isInside(place)) handlers.onPoint(place.px, place.py);
    else handlers.onLeave();
  };
  const onDown = (event: PointerEvent) => {
    const geometry = handlers.geometry();
    if (!geometry || event.button !== 0 || event.pointerType === 'touch' || isControl(event)) return;
    const place = at(event);
    const isOnAxis = place.px < geometry.left && place.py < geometry.bottom;
    if (!isOnAxis && !isInside(place)) return;
    start = { ...place, isOnAxis };
    host.setPointerCapture(event.pointerId);
    event.preventDefault(); // no selection of text
    host.focus({ preventScroll: true });
  };
  const onUp = (event: PointerEvent) => {
    const place = at(event);
    if (event.pointerType === 'touch') {
      if (isInside(place) && !isControl(event)) handlers.onPoint(place.px, place.py);
      return;
    }
    if (!start) return;
    const selection = select({ ...place, isShift: event.shiftKey });
    const isClick = Math.hypot(place.px - start.px, place.py - start.py) < LEAST_DRAG;
    start = null;
    handlers.onSelecting(null);
    if (selection) handlers.onSelected(selection);
    else if (isClick && isInside(place)) handlers.onClick(place.px, place.py);
  };
  const onCancel = () => {
    start = null;
    handlers.onSelecting(null);
    handlers.onLeave();
  };
  host.addEventListener('pointermove', onMove, { signal });
  host.addEventListener('pointerdown', onDown, { signal });
  host.addEventListener('pointerup', onUp, { signal });
  host.addEventListener('pointercancel', onCancel, { signal });
  // A finger that is lifted has not left: what it pointed at is read until another place is touched.
  host.addEventListener('pointerleave', (event) => !start && event.pointerType !== 'touch' && handlers.onLeave(), {
    signal,
  });
  document.addEventListener('pointerdown', (event) => !host.contains(event.target as Node) && handlers.onLeave(), {
    signal,
  });
  host.addEventListener('dblclick', (event) => !isControl(event) && handlers.onReset(), { signal });
  return () => abort.abort();
}

/** Whether a pointer is over something on the chart that takes it itself: a menu, a pinned tooltip. */
function isControl(event: Event): boolean {
  return event.target instanceof Element && event.target.closest('button, a, [role=menu], .pinned') !== null;
}

/** The stretch from one pixel to another inside the plot; null when it is too short to be meant. */
function stretch(from: number, to: number, least: number, most: number): readonly [number, number] | null {
  const inside = (pixel: number) => Math.max(least, Math.min(most, pixel));
  const [low, high] = [inside(Math.min(from, to)), inside(Math.max(from, to))];
  return high - low >= LEAST_DRAG ? [low, high] : null;
}
