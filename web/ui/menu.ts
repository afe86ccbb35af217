import type { IconName } from './icons.ts';

/** An entry of a menu: a link, an action, a choice that is on or off, or a menu of its own. */
export interface MenuItem {
  label: string;
  /** What is said beside it, quietly: a count, a date. */
  note?: string | undefined;
  icon?: IconName | undefined;
  /** Keys that do the same, such as `n`. */
  keys?: string | undefined;
  disabled?: boolean | undefined;
  danger?: boolean | undefined;
  /** Whether the choice is on; undefined for what is no choice. */
  checked?: boolean | undefined;
  href?: string | undefined;
  onSelect?: (() => void) | undefined;
  items?: readonly MenuItem[] | undefined;
}

/** Entries that belong together; a hairline is between groups. */
export interface MenuGroup {
  label?: string;
  items: readonly MenuItem[];
}
