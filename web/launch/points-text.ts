/** Points as they are typed: `0, 0; 1, 1`. Text that is no number stays text, which the check then names. */
export function parsePoints(text: string): unknown[][] {
  return text
    .split(';')
    .map((point) => point.split(',').map((part) => part.trim()))
    .map((parts) => parts.filter(Boolean).map((part) => (Number.isFinite(Number(part)) ? Number(part) : part)))
    .filter((point) => point.length > 0);
}

export function printPoints(points: readonly (readonly unknown[])[]): string {
  return points.map((point) => point.join(', ')).join('; ');
}
