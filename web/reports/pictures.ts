/** The pictures of a report, for paper and files: made when a chart is first shown, and anew before they are used. */
export class Pictures {
  readonly #makers = new Set<() => Promise<void>>();

  /** Takes part in each `refresh` until the answer is called. */
  add(make: () => Promise<void>): () => void {
    this.#makers.add(make);
    return () => void this.#makers.delete(make);
  }

  /** Resolves when each picture shows what the server has now. */
  async refresh(): Promise<void> {
    await Promise.all(Array.from(this.#makers, (make) => make()));
  }
}
