/** The learning rate at time t = 0, 1, 2 …, counted in the schedule's own unit. */
export type Schedule = (t: number) => number;

/** The same rate throughout. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/** rate · factor^⌊t/every⌋ (PyTorch StepLR). */
export function stepDecay(rate: number, every: number, factor: number): Schedule {
  return (t) => rate * factor ** Math.floor(t / every);
}
