/** A part of a field that the filter language reads without quotes. */
const PLAIN = /^[\w/-]+$/;

/** The field of a setting in the filter language, from its dotted path. */
export function fieldOfSetting(path: string): string {
  return ['config', ...path.split('.').map(quoted)].join('.');
}

/** The field of a statistic of a metric. */
export function fieldOfMetric(metric: string, stat: 'last' | 'min' | 'max'): string {
  return ['summary', ...metric.split('.').map(quoted), stat].join('.');
}

function quoted(part: string): string {
  return PLAIN.test(part) ? part : JSON.stringify(part);
}
