import type { FieldError } from '../../shared/errors.ts';

/** A form that becomes runs, whatever they are runs of. */
export interface Launchable {
  /** The errors to show. */
  readonly errors: FieldError[];
  readonly valid: boolean;
  /** How many runs it becomes. */
  readonly count: number;
  get(pointer: string): unknown;
  set(pointer: string, value: unknown): void;
  /** Marks the attempt to launch: from then on every error is shown. */
  submit(): void;
  /** Shows the errors that the server found. */
  refuse(errors: FieldError[]): void;
  /** The bodies to launch. */
  requests(stamp: string): object[];
}

/** A form whose runs may be repeated with further seeds. */
export interface Repeatable extends Pick<Launchable, 'errors'> {
  readonly draft: { seed: number };
  readonly repeats: number;
  /** As typed. */
  readonly seeds: unknown;
  setSeeds(count: unknown): void;
}
