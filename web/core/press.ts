/** What a press clicks on. A drag along a slider or a chart is none: it wants to see what changes meanwhile. */
const CLICKABLE = 'button, a, label, summary, select, option, [type=checkbox], [type=radio], [role=tab]';
/** Whoever rests on a button this long does not lose what the server sends. */
const LONGEST_MS = 1500;

/**
 * Whether a mouse button or finger is down on something to click. What comes from outside meanwhile waits until
 * it is up: content that moves between press and release would take the click away from what was pressed.
 */
export class Press {
  #isDown = false;
  #waiting: (() => void)[] = [];
  #longest: ReturnType<typeof setTimeout> | undefined;

  constructor(target: Pick<Window, 'addEventListener'>) {
    target.addEventListener('pointerdown', (event) => this.#start(event), true);
    // The click comes after the release, in the same task.
    for (const type of ['pointerup', 'pointercancel'] as const)
      target.addEventListener(type, () => setTimeout(() => this.#end()), true);
    target.addEventListener('blur', () => this.#end());
  }

  /** Runs the task at once, or after those that wait once nothing is pressed. */
  after(task: () => void): void {
    if (this.#isDown) this.#waiting.push(task);
    else task();
  }

  #start({ target }: Event): void {
    if (!(target as Element | null)?.closest?.(CLICKABLE)) return;
    this.#isDown = true;
    clearTimeout(this.#longest);
    this.#longest = setTimeout(() => this.#end(), LONGEST_MS);
  }

  #end(): void {
    clearTimeout(this.#longest);
    this.#isDown = false;
    for (const task of this.#waiting.splice(0)) task();
  }
}
