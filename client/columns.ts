import {
  type BatchBody,
  type Histogram,
  type LogLine,
  type PointColumns,
  type RunEvent,
  toJsonNumber,
} from './wire.ts';

const POINT_BYTES = 48;
const RECORD_BYTES = 64;

/** Gathers what was logged into the columns of the next batch, and knows about how large it would be as JSON. */
export function createColumns() {
  let series = new Map<string, PointColumns>();
  let rest: { histograms: Histogram[]; events: RunEvent[]; logs: LogLine[] } = empty();
  let records = 0;
  let bytes = 0;

  return {
    /** Points, histograms, events and lines gathered since the last `take`. */
    get records(): number {
      return records;
    },
    /** Estimated size as JSON. */
    get bytes(): number {
      return bytes;
    },
    point(key: string, step: number, time: number, value: number): void {
      let columns = series.get(key);
      if (!columns) {
        columns = { step: [], time: [], value: [] };
        series.set(key, columns);
        bytes += RECORD_BYTES + key.length;
      }
      columns.step.push(step);
      columns.time.push(time);
      columns.value.push(toJsonNumber(value));
      records += 1;
      bytes += POINT_BYTES;
    },
    histogram(histogram: Histogram): void {
      rest.histograms.push(histogram);
      records += 1;
      bytes += RECORD_BYTES + 2 * 20 * histogram.edges.length;
    },
    event(event: RunEvent): void {
      rest.events.push(event);
      records += 1;
      bytes += RECORD_BYTES + 2 * event.text.length;
    },
    line(line: LogLine): void {
      rest.logs.push(line);
      records += 1;
      bytes += RECORD_BYTES + 2 * line.text.length;
    },
    /** Everything gathered, as the body of one batch; starts anew. */
    take(): { body: BatchBody; records: number } {
      const body: BatchBody = {
        ...(series.size > 0 && { series: Object.fromEntries(series) }),
        ...(rest.histograms.length > 0 && { histograms: rest.histograms }),
        ...(rest.events.length > 0 && { events: rest.events }),
        ...(rest.logs.length > 0 && { logs: rest.logs }),
      };
      const taken = { body, records };
      series = new Map();
      rest = empty();
      records = 0;
      bytes = 0;
      return taken;
    },
  };
}

export type Columns = ReturnType<typeof createColumns>;

function empty() {
  return { histograms: [], events: [], logs: [] };
}
