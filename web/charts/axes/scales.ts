import { Scale } from 'chart.js';
import {
  type Division,
  limitsAround,
  linearTicks,
  logTicks,
  roundDivision,
  shareOf,
  type Tick,
  valueAt,
} from './ticks.ts';
import { clockTicks, durationTicks, logDurationTicks } from './time-ticks.ts';

/** Estimated width of a character of a label and the room between two labels, in CSS pixels. */
const CHARACTER = 6.5;
const BETWEEN = 18;
const MOST_ACROSS = 7;
const MOST_UP = 5;

/**
 * An axis that draws any finite float64. The scales of Chart.js do not end, or divide by infinity, for values
 * below about 1e-305 or spans beyond float64, and label neighbouring ticks alike.
 */
abstract class ExactScale extends Scale {
  /** Without a value to show there are limits, but no ticks. */
  #isEmpty = false;

  protected abstract divide(min: number, max: number, most: number): Division;
  /** Where a value lies between the limits, 0 to 1. */
  protected share(value: number): number {
    return shareOf(value, this.min, this.max);
  }
  protected valueAt(share: number): number {
    return valueAt(share, this.min, this.max);
  }

  override parse(raw: unknown): number {
    return typeof raw === 'number' ? raw : Number.NaN;
  }

  override determineDataLimits(): void {
    const { min, max } = this.getMinMax(true);
    this.#isEmpty = !(Number.isFinite(min) && Number.isFinite(max));
    [this.min, this.max] = this.#isEmpty ? [1, 2] : limitsAround(min, max);
  }

  override buildTicks(): Tick[] {
    if (this.#isEmpty) return [];
    const division = this.isHorizontal() ? this.#fitted() : this.divide(this.min, this.max, MOST_UP);
    const { minDefined, maxDefined } = this.getUserBounds();
    if (!minDefined) this.min = division.min;
    if (!maxDefined) this.max = division.max;
    return this.#withUnit(division.ticks.filter(({ value }) => value >= this.min && value <= this.max));
  }

  /** The unit stands once, at the last tick. */
  #withUnit(ticks: Tick[]): Tick[] {
    const { unit = '' } = this.options as { unit?: string };
    const last = ticks.at(-1);
    if (unit === '' || typeof last?.label !== 'string') return ticks;
    return [...ticks.slice(0, -1), { ...last, label: `${last.label}${unit === '%' ? '' : ' '}${unit}` }];
  }

  /** As many ticks as have room for their labels beside each other. */
  #fitted(): Division {
    for (let most = MOST_ACROSS; ; most--) {
      const division = this.divide(this.min, this.max, most);
      if (most === 1 || this.#hasRoom(division.ticks)) return division;
    }
  }

  #hasRoom(ticks: readonly Tick[]): boolean {
    const widest = Math.max(0, ...ticks.flatMap(({ label }) => label).map((text) => text.length));
    const places = ticks.map(({ value }) => this.share(value) * this.width);
    return places.every((x, index) => index === 0 || x - (places[index - 1] ?? x) >= widest * CHARACTER + BETWEEN);
  }

  /** Labels are made together with their ticks. */
  override generateTickLabels(): void {}

  override getLabelForValue(value: number): string {
    return String(value);
  }

  override getPixelForValue(value: number): number {
    return this.getPixelForDecimal(this.share(value));
  }

  override getValueForPixel(pixel: number): number {
    return this.valueAt(this.getDecimalForPixel(pixel));
  }
}

/** Values on a linear axis, whose open ends are round. */
export class ValueScale extends ExactScale {
  static id = 'value';
  static defaults = { ticks: { autoSkip: false } };
  protected override divide(min: number, max: number, most: number): Division {
    return roundDivision(min, max, most);
  }
}

/** Values above 0 by their logarithm. */
export class LogScale extends ExactScale {
  static id = 'log';
  static defaults = { ticks: { autoSkip: false } };
  /** Room below the smallest of all numbers would reach 0, which has no logarithm. */
  override determineDataLimits(): void {
    super.determineDataLimits();
    this.min = Math.max(this.min, Number.MIN_VALUE);
  }
  protected override divide(min: number, max: number, most: number): Division {
    return { min, max, ticks: logTicks(min, max, most) };
  }
  protected override share(value: number): number {
    return shareOf(Math.log10(value), Math.log10(this.min), Math.log10(this.max));
  }
  protected override valueAt(share: number): number {
    return 10 ** valueAt(share, Math.log10(this.min), Math.log10(this.max));
  }
}

/** Milliseconds since a start, by their logarithm. */
export class LogDurationScale extends LogScale {
  static override id = 'log-duration';
  protected override divide(min: number, max: number, most: number): Division {
    return { min, max, ticks: logDurationTicks(min, max, most) };
  }
}

/** Steps: whole numbers. */
export class StepScale extends ExactScale {
  static id = 'step';
  static defaults = { ticks: { autoSkip: false } };
  protected override divide(min: number, max: number, most: number): Division {
    return { min, max, ticks: linearTicks(min, max, most, true) };
  }
}

/** Values of a metric along the x axis. */
export class QuantityScale extends ExactScale {
  static id = 'quantity';
  static defaults = { ticks: { autoSkip: false } };
  protected override divide(min: number, max: number, most: number): Division {
    return { min, max, ticks: linearTicks(min, max, most) };
  }
}

/** Milliseconds since a start. */
export class DurationScale extends ExactScale {
  static id = 'duration';
  static defaults = { ticks: { autoSkip: false } };
  protected override divide(min: number, max: number, most: number): Division {
    return { min, max, ticks: durationTicks(min, max, most) };
  }
}

/** Times in milliseconds since 1970, read in the reader's zone. */
export class ClockScale extends ExactScale {
  static id = 'clock';
  static defaults = { ticks: { autoSkip: false } };
  protected override divide(min: number, max: number, most: number): Division {
    return { min, max, ticks: clockTicks(min, max, most) };
  }
}
