import type { Engine } from '../engine/tensor.ts';
import type { Data } from './data.ts';

/** Lowest and highest value that is as expected; null for no limit. */
export type Band = readonly [low: number | null, high: number | null];

/** One expectation, and what was measured of it: one value, or one a seed. */
export interface Finding {
  of: string;
  band: Band;
  values: readonly number[];
  source: string;
}

/** What a check computes with. */
export interface Context {
  seeds: readonly number[];
  data: Data;
  /** An engine of its own on the fastest kernels of this machine. */
  engine: () => Engine;
}

/** A result of the lecture, or of a paper that it is about, to be found again. */
export interface Check {
  /** As in P07. */
  id: string;
  title: string;
  /** What a reader of the numbers has to know. */
  note?: string;
  /** Takes over 20 seconds. */
  isSlow?: boolean;
  /** @throws {MissingDataError} when it needs data that is not here */
  run(context: Context): Finding[];
}

export function holds({ band: [low, high], values }: Finding): boolean {
  return (
    values.length > 0 &&
    values.every((value) => (low === null || value >= low) && (high === null || value <= high) && !Number.isNaN(value))
  );
}

/** So far around a value, on both sides. */
export function around(value: number, within: number): Band {
  return [value - within, value + within];
}

/** So far around a value, as a share of it. */
export function withinShare(value: number, share: number): Band {
  return around(value, Math.abs(value) * share);
}
