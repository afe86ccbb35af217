/** The selected rows of a list; a range starts at the row that was last selected by itself. */
export class Selection {
  /** Replaced as a whole: a hundred thousand rows may come at once. */
  ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Where the next range starts. */
  anchor: string | null = null;
  /** The runs that groups had when they were selected. */
  readonly #groups = new Map<string, readonly string[]>();

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(id: string): void {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.ids = ids;
    this.anchor = id;
  }

  add(ids: readonly string[]): void {
    this.ids = new Set([...this.ids, ...ids]);
  }

  /** Whether all runs of a group are selected, as far as this is known without reading them. */
  hasGroup(group: string): boolean {
    return this.ids.size > 0 && (this.#groups.get(group)?.every((id) => this.ids.has(id)) ?? false);
  }

  /** Adds all runs of a group; where all are selected, takes them away. */
  toggleGroup(group: string, ids: readonly string[]): void {
    this.#groups.set(group, ids);
    const own = new Set(ids);
    if (ids.every((id) => this.ids.has(id))) this.ids = new Set([...this.ids].filter((id) => !own.has(id)));
    else this.add(ids);
  }

  clear(): void {
    this.ids = new Set();
    this.anchor = null;
  }
}
