/** The crosshair that all charts of a page share: where it is, and whose chart the reader points at. */
export class Hover {
  x = $state<number | null>(null);
  source = $state<symbol | null>(null);
  /** The run whose lines stand out, on every chart. */
  run = $state<string | null>(null);

  at(x: number, source: symbol): void {
    this.x = x;
    this.source = source;
  }

  leave(source: symbol): void {
    if (this.source !== source) return;
    this.x = null;
    this.source = null;
  }
}
