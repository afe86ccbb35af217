import type { Token, Tokens } from 'marked';
import { isMetricPanel, PANEL_BLOCK, ReportPanel } from '../../shared/report-panel.ts';
import { fieldErrors } from '../../shared/validate.ts';

/** A part of a report: text as Markdown tokens, a chart, or a chart that cannot be read. */
export type ReportBlock =
  | { kind: 'text'; tokens: Token[] }
  | { kind: 'panel'; panel: ReportPanel }
  | { kind: 'broken'; problem: string };

/** The parts of a report in their order. */
export function reportBlocks(tokens: readonly Token[]): ReportBlock[] {
  const blocks: ReportBlock[] = [];
  for (const token of tokens) {
    const last = blocks.at(-1);
    if (isPanel(token)) blocks.push(readPanel(token.text));
    else if (last?.kind === 'text') last.tokens.push(token);
    else blocks.push({ kind: 'text', tokens: [token] });
  }
  return blocks;
}

function isPanel(token: Token): token is Tokens.Code {
  return token.type === 'code' && (token as Tokens.Code).lang === PANEL_BLOCK;
}

/** A chart from its JSON. */
export function readPanel(text: string): ReportBlock {
  try {
    const panel: unknown = JSON.parse(text);
    const [wrong] = fieldErrors(ReportPanel, panel);
    if (wrong) return { kind: 'broken', problem: `${wrong.path.slice(1) || 'The chart'} ${wrong.message}` };
    const problem = problemOf(panel as ReportPanel);
    return problem === null ? { kind: 'panel', panel: panel as ReportPanel } : { kind: 'broken', problem };
  } catch (error) {
    return { kind: 'broken', problem: `The chart is no JSON: ${(error as SyntaxError).message}` };
  }
}

/** What no schema finds; null for a chart that can be drawn. */
function problemOf(panel: ReportPanel): string | null {
  if (!isMetricPanel(panel)) return null;
  const { metrics, right = [], formulas = [], pattern } = panel;
  try {
    if (pattern) new RegExp(pattern);
  } catch (error) {
    return `pattern is no regular expression: ${(error as SyntaxError).message}`;
  }
  const isEmpty = !pattern && [metrics, right, formulas].every((each) => each.length === 0);
  return isEmpty ? 'The chart names no metric: write it into metrics, or a rule into pattern' : null;
}

/** A chart as the fenced block that stands for it. */
export function panelText(panel: ReportPanel): string {
  return `\`\`\`${PANEL_BLOCK}\n${JSON.stringify(panel, null, 1).replace(/\n\s*/g, ' ').replace(/^\{ /, '{').replace(/ \}$/, '}')}\n\`\`\``;
}

/** A text with a chart put in at a place, as a paragraph of its own. */
export function withPanel(text: string, panel: ReportPanel, at = text.length): string {
  const [before, after] = [text.slice(0, at).trimEnd(), text.slice(at).trimStart()];
  return [before, panelText(panel), after].filter((part) => part !== '').join('\n\n');
}
