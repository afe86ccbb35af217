import { toJsonNumber } from '../../../shared/number.ts';
import type { ExportTable } from '../../services/export-service.ts';

/** A table as one JSON object, `{"columns": […], "rows": [[…], …]}`. */
export async function* toJson({ columns, parts }: ExportTable): AsyncGenerator<string> {
  yield `{"columns":${JSON.stringify(['run', 'name', 'series', ...columns])},"rows":[`;
  let separator = '\n';
  for await (const { run, name, key, rows, columns: numbers } of parts) {
    const head = JSON.stringify([run, name, key]).slice(1, -1);
    const lines = Array.from({ length: rows }, (_, row) => {
      const cells = numbers.map((column) => jsonOf(column[row]));
      return `[${head},${cells.join(',')}]`;
    });
    yield separator + lines.join(',\n');
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** `JSON.stringify` itself drops the sign of minus zero. */
function jsonOf(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'null';
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(toJsonNumber(value));
}
