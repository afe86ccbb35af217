const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size to three significant digits, in powers of 1000: `26.4 MB`. The same on every page and in what a training logs. */
export function formatBytes(bytes: number): string {
  const rounded = Number(bytes.toPrecision(3));
  let power = 0;
  while (power < UNITS.length - 1 && rounded >= 1000 ** (power + 1)) power += 1;
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}
