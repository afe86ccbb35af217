const KEY = 'lossboard.pane';
const USUAL = 300;
/** On a screen this narrow the list covers the charts, so it begins closed. */
const NARROW = '(max-width: 760px)';

/** Whether the list of runs is open, and how wide it is; kept across visits, in this browser. */
export class PaneState {
  readonly min = 240;
  readonly max = 420;
  #width = $state(USUAL);
  #isOpen = $state(true);
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #isNarrow: boolean;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, isNarrow = matchMedia(NARROW).matches) {
    this.#storage = storage;
    this.#isNarrow = isNarrow;
    const [width, isOpen] = (storage.getItem(KEY) ?? '').split(' ');
    this.#width = Math.max(this.min, Math.min(this.max, Number(width) || USUAL));
    this.#isOpen = !isNarrow && isOpen !== 'closed';
  }

  get width(): number {
    return this.#width;
  }
  set width(width: number) {
    this.#width = width;
    this.#keep();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }
  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen;
    if (!this.#isNarrow) this.#keep();
  }

  #keep(): void {
    this.#storage.setItem(KEY, `${this.#width} ${this.#isOpen ? 'open' : 'closed'}`);
  }
}
