/** The crosshair that all charts of a page share: where it is, and whose chart the reader points at. */
export class Hover {
  x = $state<number | null>(null);
  source = $state<symbol | null>(null);
  /** The run whose lines stand out, on every chart. */
  run = $state<string | null>(null);
  /** On the chart that the reader points at, which of the run's lines. */
  key = $state<string | null>(null);

  at(x: number, source: symbol): void {
    this.x = x;
    this.source = source;
  }

  /** Lets the line nearest to the pointer stand out, on every chart that has lines of its run. */
  point(line: { run: string; key: string } | null): void {
    this.run = line?.run ?? null;
    this.key = line?.key ?? null;
  }

  leave(source: symbol): void {
    if (this.source !== source) return;
    this.x = null;
    this.source = null;
    this.point(null);
  }
}
