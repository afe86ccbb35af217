interface KeyHandlers {
  /** To the next point in a direction: from where the crosshair is, or from an end of the axis. */
  move: (direction: -1 | 1, from: 'here' | number) => void;
  /** To the next line in the order of the tooltip. */
  moveLine: (direction: -1 | 1) => void;
  /** What a click on the line would do. */
  choose: () => void;
  close: () => void;
}

/** Moves the crosshair of a chart by keys. */
export function followKeys(host: HTMLElement, { move, moveLine, choose, close }: KeyHandlers): () => void {
  const tasks: Record<string, () => void> = {
    ArrowLeft: () => move(-1, 'here'),
    ArrowRight: () => move(1, 'here'),
    ArrowUp: () => moveLine(-1),
    ArrowDown: () => moveLine(1),
    Home: () => move(1, Number.NEGATIVE_INFINITY),
    End: () => move(-1, Number.POSITIVE_INFINITY),
    Enter: choose,
    Escape: close,
  };
  const onKey = (event: KeyboardEvent) => {
    const task = Object.hasOwn(tasks, event.key) ? tasks[event.key] : undefined;
    if (!task || event.target !== host || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    task();
  };
  host.addEventListener('keydown', onKey);
  return () => host.removeEventListener('keydown', onKey);
}
