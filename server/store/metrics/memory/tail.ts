import { addBucket, addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import {
  lowerBound,
  mergePoints,
  NO_POINTS,
  newPoints,
  type Points,
  setPoints,
  slicePoints,
} from '../points/points.ts';

/** The points of a series that are in the journal but not yet in chunks: in order of step, each step once. */
export class Tail {
  #points = NO_POINTS;
  #length = 0;
  /** Undefined while it has to be counted anew, after a point was rewritten. */
  #bucket: Bucket | undefined = emptyBucket();

  get length(): number {
    return this.#length;
  }

  get points(): Points {
    return slicePoints(this.#points, 0, this.#length);
  }

  get bucket(): Bucket {
    this.#bucket ??= addPoints(emptyBucket(), this.points);
    return this.#bucket;
  }

  get firstStep(): number | undefined {
    return this.#length > 0 ? this.#points.steps[0] : undefined;
  }

  get lastStep(): number | undefined {
    return this.#length > 0 ? this.#points.steps[this.#length - 1] : undefined;
  }

  has(step: number): boolean {
    const at = lowerBound(this.#points.steps, step, this.#length);
    return at < this.#length && this.#points.steps[at] === step;
  }

  /**
   * Takes points; where it has a step already, the new point wins. With a `bucket` that sums them up already, an empty
   * tail takes them as they are, without a copy: nobody may change them any more.
   */
  add(points: Points, bucket?: Bucket): void {
    const first = points.steps[0];
    if (first === undefined) return;
    if (bucket && this.#length === 0) {
      this.#replace(points);
      this.#bucket = { ...bucket };
    } else if (first > (this.lastStep ?? Number.NEGATIVE_INFINITY)) this.#append(points, bucket);
    else this.#replace(mergePoints(this.points, points));
  }

  /** Lets go of the first `count` points: they are in chunks now. */
  drop(count: number): void {
    this.#replace(count === this.#length ? NO_POINTS : slicePoints(this.#points, count, this.#length));
  }

  #append(points: Points, bucket?: Bucket): void {
    const length = this.#length + points.steps.length;
    if (length > this.#points.steps.length) {
      const grown = newPoints(Math.max(length, this.#points.steps.length * 2));
      setPoints(grown, this.points, 0);
      this.#points = grown;
    }
    setPoints(this.#points, points, this.#length);
    this.#length = length;
    if (this.#bucket && bucket) addBucket(this.#bucket, bucket);
    else if (this.#bucket) addPoints(this.#bucket, points);
  }

  #replace(points: Points): void {
    this.#points = points;
    this.#length = points.steps.length;
    this.#bucket = this.#length === 0 ? emptyBucket() : undefined;
  }
}
