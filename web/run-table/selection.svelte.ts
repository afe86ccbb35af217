import { SvelteSet } from 'svelte/reactivity';

/** The selected rows of a list; a range starts at the row that was last selected by itself. */
export class Selection {
  readonly ids = new SvelteSet<string>();
  /** Where the next range starts. */
  anchor: string | null = null;

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.anchor = id;
  }

  add(ids: readonly string[]): void {
    for (const id of ids) this.ids.add(id);
  }

  /** Adds all of them; where all are selected, takes them away. */
  toggleAll(ids: readonly string[]): void {
    if (!ids.every((id) => this.ids.has(id))) this.add(ids);
    else for (const id of ids) this.ids.delete(id);
  }

  clear(): void {
    this.ids.clear();
    this.anchor = null;
  }
}
