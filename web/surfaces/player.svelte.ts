/** Steps a second. */
export const SPEEDS = [2, 5, 20, 60, 200, 1000] as const;

interface Frames {
  /** How many steps there are to show. */
  count: () => number;
  /** Which of them is shown. */
  place: () => number;
  go: (place: number) => void;
  /** Called once playing has ended. */
  onStop?: () => void;
}

interface Clock {
  request: (next: (time: number) => void) => number;
  cancel: (handle: number) => void;
}

const SCREEN: Clock = {
  request: (next) => requestAnimationFrame(next),
  cancel: (handle) => cancelAnimationFrame(handle),
};

/** Plays steps as a film, from the first when it stands at the last; with each picture of the screen as many as are due. */
export class Player {
  playing = $state(false);
  speed = $state<number>(20);
  readonly #frames: Frames;
  readonly #clock: Clock;
  #handle = 0;
  #last = 0;
  /** The share of a step that is due. */
  #due = 0;

  constructor(frames: Frames, clock: Clock = SCREEN) {
    this.#frames = frames;
    this.#clock = clock;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.#play();
  }

  stop(): void {
    if (!this.playing) return;
    this.#clock.cancel(this.#handle);
    this.playing = false;
    this.#frames.onStop?.();
  }

  #play(): void {
    if (this.#frames.count() < 2) return;
    this.playing = true;
    this.#last = 0;
    this.#due = 0;
    if (this.#frames.place() >= this.#frames.count() - 1) this.#frames.go(0);
    this.#handle = this.#clock.request((time) => this.#advance(time));
  }

  #advance(time: number): void {
    this.#due += this.#last === 0 ? 0 : ((time - this.#last) / 1000) * this.speed;
    this.#last = time;
    const whole = Math.floor(this.#due);
    if (whole > 0) {
      this.#due -= whole;
      this.#frames.go(Math.min(this.#frames.count() - 1, this.#frames.place() + whole));
    }
    if (this.#frames.place() >= this.#frames.count() - 1) this.stop();
    else this.#handle = this.#clock.request((next) => this.#advance(next));
  }
}
