interface Options {
  /** Where a card is now among those of its section. */
  placeOf: (id: string) => number;
  /** The card hovers at another place. */
  onMove: (id: string, to: number) => void;
  onDrop: (id: string, to: number) => void;
  onCancel: () => void;
}

/** A press that moves less is a click. */
const THRESHOLD = 5;
/** A card that has just made way moves no further until its new place is drawn. */
const REST_MS = 180;

/**
 * An attachment: the cards inside, elements with `data-card`, are dragged by their captions to other places. Cards are
 * moved in the document, not copied, for a copy of a canvas is empty.
 */
export function dragAmong({ placeOf, onMove, onDrop, onCancel }: Options) {
  return (grid: HTMLElement) => {
    let stop: (() => void) | null = null;

    function start(event: PointerEvent) {
      const target = event.target as Element;
      const id = target.closest<HTMLElement>('[data-card]')?.dataset.card;
      if (event.button !== 0 || id === undefined || event.pointerType === 'touch') return;
      if (!target.closest('figcaption') || target.closest('button, a, input, select')) return;
      event.preventDefault(); // no selection of text
      follow(id, event);
    }

    /** The place of the card under the pointer; −1 over none, or over the dragged one itself. */
    function placeUnder({ clientX, clientY }: PointerEvent, id: string): number {
      const over = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-card]');
      return over && grid.contains(over) && over.dataset.card !== id ? placeOf(over.dataset.card ?? '') : -1;
    }

    function follow(id: string, { clientX, clientY }: PointerEvent) {
      let to: number | null = null;
      let movedAt = 0;
      const abort = new AbortController();
      const isClick = (event: PointerEvent) => Math.hypot(event.clientX - clientX, event.clientY - clientY) < THRESHOLD;
      const move = (event: PointerEvent) => {
        if (to === null && isClick(event)) return;
        to ??= placeOf(id);
        const place = placeUnder(event, id);
        if (place >= 0 && performance.now() - movedAt >= REST_MS) {
          movedAt = performance.now();
          to = place;
        }
        onMove(id, to);
      };
      const finish = () => {
        stop?.();
        if (to !== null) onDrop(id, to);
      };
      const cancel = (event?: KeyboardEvent) => {
        if (event && event.key !== 'Escape') return;
        stop?.();
        onCancel();
      };
      stop = () => abort.abort();
      const { signal } = abort;
      window.addEventListener('pointermove', move, { signal });
      window.addEventListener('pointerup', finish, { signal });
      window.addEventListener('pointercancel', () => cancel(), { signal });
      window.addEventListener('keydown', cancel, { signal });
    }

    grid.addEventListener('pointerdown', start);
    return () => {
      stop?.();
      grid.removeEventListener('pointerdown', start);
    };
  };
}
