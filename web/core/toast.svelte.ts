export interface Toast {
  id: number;
  text: string;
  tone: 'info' | 'error';
  action?: { label: string; run: () => void };
}

const SHOWN_MS = { info: 6000, error: 10_000 };
/** What can be taken back stays long enough to be read, thought about and reached by keyboard. */
const WITH_ACTION_MS = 12_000;

/** Short messages at the edge of the page; each disappears after a while, or with its action. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;
  #isHeld = false;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  info(text: string, action?: Toast['action']): void {
    this.#add({ id: this.#next++, text, tone: 'info', ...(action && { action }) });
  }

  error(text: string): void {
    this.#add({ id: this.#next++, text, tone: 'error' });
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
    if (this.list.length === 0) this.#isHeld = false;
  }

  /** While somebody points at them, or has the focus among them, none disappears by itself. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    for (const toast of this.list) this.#time(toast);
  }

  #add(toast: Toast): void {
    for (const { id } of this.list.slice(0, -3)) this.dismiss(id);
    this.list = [...this.list, toast];
    this.#time(toast);
  }

  #time({ id, tone, action }: Toast): void {
    clearTimeout(this.#timers.get(id));
    if (this.#isHeld) return;
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), action ? WITH_ACTION_MS : SHOWN_MS[tone]),
    );
  }
}
