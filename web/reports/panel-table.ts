import { escapeXml } from '../charts/svg/escape-xml.ts';
import { digitsApart, formatValue } from '../core/format.ts';

/** Rows, the head first, as an HTML table with a caption: each column in as many digits as tell its values apart. */
export function panelTable(title: string, [head = [], ...rows]: readonly (string | number)[][]): string {
  const columns = head.map((_, at) => rows.map((row) => (typeof row[at] === 'number' ? (row[at] as number) : null)));
  const digits = columns.map(digitsApart);
  const cell = (value: string | number, at: number) =>
    typeof value === 'number'
      ? `<td class="end">${escapeXml(formatValue(value, digits[at]))}</td>`
      : `<td>${escapeXml(value)}</td>`;
  const names = head.map((name, at) => `<th${at > 0 ? ' class="end"' : ''}>${escapeXml(String(name))}</th>`);
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`);
  return `<table><caption>${escapeXml(title)}</caption><thead><tr>${names.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}
