/** Something that is not as it should be. */
export interface Finding {
  where: string;
  what: string;
  /** What a repair does about it; undefined when nothing can be done. */
  repair?: string;
  /** Whether something is gone for good. */
  loses: boolean;
}
