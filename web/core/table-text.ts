/** A table as text: its head, and its rows with as many cells each. `numeric` has the columns that are aligned right. */
export interface TextTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  numeric: readonly boolean[];
}

/** As GitHub and other readers of Markdown draw it. */
export function toMarkdown({ head, rows, numeric }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `| ${numeric.map((right) => (right ? '---:' : '---')).join(' | ')} |`;
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
}

/** A `tabular` with the rules of the booktabs package. */
export function toLatex({ head, rows, numeric }: TextTable): string {
  const line = (cells: readonly string[]) => `  ${cells.map(escapeLatex).join(' & ')} \\\\`;
  return `${[
    `\\begin{tabular}{${numeric.map((right) => (right ? 'r' : 'l')).join('')}}`,
    '  \\toprule',
    line(head),
    '  \\midrule',
    ...rows.map(line),
    '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n')}\n`;
}

/** As RFC 4180 has it. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function toCsvText({ head, rows }: TextTable): string {
  return `${[head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

const LATEX: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '∞': '$\\infty$',
  '★': '$\\star$',
  '−': '$-$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
  '–': '--',
  '·': '$\\cdot$',
  '%': '\\%',
  '&': '\\&',
  '#': '\\#',
  $: '\\$',
  _: '\\_',
  '{': '\\{',
  '}': '\\}',
};

function escapeLatex(text: string): string {
  return text.replace(/[\\~^<>±×∞★−≥≤–·%&#$_{}]/g, (character) => LATEX[character] ?? character).replace(/\s+/g, ' ');
}

/** A cell of CSV. A text that a spreadsheet would take for a formula begins with an apostrophe; a number is what it is. */
export function csvCell(value: string | number): string {
  const text = String(value);
  const isFormula = typeof value === 'string' && (/^[=+@\t\r]/.test(text) || /^-(?![\d.])/.test(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
