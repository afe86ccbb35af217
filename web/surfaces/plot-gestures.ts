export interface PlotGestures {
  /** Dragged by so many pixels. */
  onPan: (dx: number, dy: number) => void;
  /** Zoomed by a factor, above 1 inwards, around a place in pixels. */
  onZoom: (factor: number, px: number, py: number) => void;
  onPoint: (px: number, py: number) => void;
  onLeave: () => void;
  /** Pressed and let go at one place. */
  onClick: (px: number, py: number) => void;
  onReset: () => void;
}

/** A drag of fewer pixels is a click. */
const LEAST_DRAG = 4;
/** Of a turn of the wheel, in pixels, for a factor of e. */
const WHEEL = 400;

/**
 * Follows pointers over a plot: a drag moves it, two fingers or the wheel zoom. The wheel scrolls the page until the plot
 * has the focus, or with Ctrl, as it is sent for a pinch on a touchpad.
 */
export function followPlotGestures(host: HTMLElement, handlers: PlotGestures): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const held = new Map<number, { px: number; py: number }>();
  let moved = 0;

  const at = (event: MouseEvent) => {
    const { left, top } = host.getBoundingClientRect();
    return { px: event.clientX - left, py: event.clientY - top };
  };

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (held.size === 0) moved = 0;
    held.set(event.pointerId, at(event));
    host.setPointerCapture(event.pointerId);
  };

  const onMove = (event: PointerEvent) => {
    const place = at(event);
    const before = held.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') handlers.onPoint(place.px, place.py);
      return;
    }
    held.set(event.pointerId, place);
    moved += Math.hypot(place.px - before.px, place.py - before.py);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(before, place, other);
    else if (moved >= LEAST_DRAG) handlers.onPan(place.px - before.px, place.py - before.py);
  };

  /** The middle of two fingers stays where it was on the plot. */
  const pinch = (before: { px: number; py: number }, now: { px: number; py: number }, other: typeof now) => {
    const was = Math.hypot(before.px - other.px, before.py - other.py);
    const is = Math.hypot(now.px - other.px, now.py - other.py);
    handlers.onPan((now.px - before.px) / 2, (now.py - before.py) / 2);
    if (was > 0 && is > 0) handlers.onZoom(is / was, (now.px + other.px) / 2, (now.py + other.py) / 2);
  };

  const onUp = (event: PointerEvent) => {
    const place = held.get(event.pointerId);
    held.delete(event.pointerId);
    if (place && held.size === 0 && moved < LEAST_DRAG && event.type === 'pointerup') {
      handlers.onClick(place.px, place.py);
      handlers.onPoint(place.px, place.py);
    }
  };

  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !host.contains(document.activeElement)) return;
    event.preventDefault();
    const { px, py } = at(event);
    handlers.onZoom(Math.exp(-event.deltaY / WHEEL), px, py);
  };

  host.addEventListener('pointerdown', onDown, { signal });
  host.addEventListener('pointermove', onMove, { signal });
  host.addEventListener('pointerup', onUp, { signal });
  host.addEventListener('pointercancel', onUp, { signal });
  host.addEventListener('pointerleave', () => held.size === 0 && handlers.onLeave(), { signal });
  host.addEventListener('dblclick', () => handlers.onReset(), { signal });
  host.addEventListener('wheel', onWheel, { signal, passive: false });
  return () => abort.abort();
}
