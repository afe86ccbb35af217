export interface Toast {
  id: number;
  text: string;
  tone: 'info' | 'error';
  action?: { label: string; run: () => void };
}

const SHOWN_MS = { info: 6000, error: 10_000 };

/** Short messages at the edge of the page; each disappears after a while, or with its action. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  info(text: string, action?: Toast['action']): void {
    this.#add({ id: this.#next++, text, tone: 'info', ...(action && { action }) });
  }

  error(text: string): void {
    this.#add({ id: this.#next++, text, tone: 'error' });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(toast: Toast): void {
    this.list = [...this.list.slice(-3), toast];
    setTimeout(() => this.dismiss(toast.id), SHOWN_MS[toast.tone]);
  }
}
