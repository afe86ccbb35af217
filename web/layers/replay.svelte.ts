const FRAME_MS = 140;

/** Walks through places one by one, as a film does, from the first when it stands at the last. */
export class Replay {
  playing = $state(false);
  readonly #place: () => number;
  readonly #last: () => number;
  readonly #go: (place: number) => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(steps: { place: () => number; last: () => number; go: (place: number) => void }) {
    this.#place = steps.place;
    this.#last = steps.last;
    this.#go = steps.go;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.#play();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }

  #play(): void {
    this.playing = true;
    if (this.#place() >= this.#last()) this.#go(0);
    this.#timer = setInterval(() => {
      if (this.#place() >= this.#last()) this.stop();
      else this.#go(this.#place() + 1);
    }, FRAME_MS);
  }
}
