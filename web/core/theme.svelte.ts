import type { ThemeName } from './colors.ts';

const KEY = 'lossboard.theme';
export type ThemeChoice = ThemeName | 'system';

/** Light or dark: the system's preference until the user chooses, then the choice, kept across visits. */
export class Theme {
  choice = $state<ThemeChoice>('system');
  /** What the address of a frame in another page asks for, whatever is chosen here; null asks for nothing. */
  asked = $state<ThemeName | null>(null);
  #system = $state<ThemeName>('light');
  readonly current = $derived<ThemeName>(this.asked ?? (this.choice === 'system' ? this.#system : this.choice));

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, dark: MediaQueryList) {
    const kept = storage.getItem(KEY);
    if (kept === 'light' || kept === 'dark') this.choice = kept;
    this.#system = dark.matches ? 'dark' : 'light';
    dark.addEventListener('change', ({ matches }) => {
      this.#system = matches ? 'dark' : 'light';
    });
    this.#keep = (choice) => storage.setItem(KEY, choice);
  }

  toggle(): void {
    this.choice = this.current === 'dark' ? 'light' : 'dark';
    this.#keep(this.choice);
  }

  readonly #keep: (choice: ThemeChoice) => void;
}
