import { type Band, type Finding, holds } from './check.ts';
import { isHeld, type Outcome } from './run-checks.ts';

/** What the checks were run on. */
export interface Setting {
  seeds: readonly number[];
  node: string;
  kernels: string;
  /** Ids and titles of checks that were left out, as too slow. */
  leftOut: readonly string[];
}

/** One check for a terminal: a line for each finding. */
export function printed({ check, findings, missing, seconds }: Outcome): string {
  const head = `${check.id}  ${check.title}  (${seconds.toFixed(1)} s CPU)`;
  if (missing !== null) return `${head}\n  NOT RUN  ${missing}`;
  const lines = findings.map((finding) => {
    const verdict = holds(finding) ? 'pass' : 'MISS';
    return `  ${verdict}  ${finding.of}: ${measured(finding)}, expected ${expected(finding.band)} [${finding.source}]`;
  });
  return [head, ...lines].join('\n');
}

/** Counts of all of it, in a line. */
export function summary(outcomes: readonly Outcome[]): string {
  const findings = outcomes.flatMap((each) => each.findings);
  const kept = findings.filter(holds).length;
  const notRun = outcomes.filter(({ missing }) => missing !== null).length;
  const seconds = outcomes.reduce((sum, each) => sum + each.seconds, 0);
  return (
    `${kept} of ${findings.length} expectations hold, in ${outcomes.filter(isHeld).length} of ${outcomes.length} checks` +
    `${notRun > 0 ? `; ${notRun} not run for want of data` : ''}; ${seconds.toFixed(0)} s CPU`
  );
}

/** All of it as a page of documentation. */
export function page(outcomes: readonly Outcome[], { seeds, node, kernels, leftOut }: Setting): string {
  return `# Reproduction

Results of the lecture that Lossboard is built around, and of the papers behind it, found again by its own engine through the code
that trains runs. Written by \`npm run reproduce\`, which needs no server; do not edit by hand.

- \`--seeds 4,5,6\` takes other seeds: the bands hold for them too. Where there are several, each has to be in the band.
- \`--slow\` adds what takes over 20 seconds; the rest is part of \`npm test\`.
- \`--data FOLDER\` is where the datasets are that do not come with the installation, as the server keeps them (\`data/datasets\` by
  default). A check without its data is not passed: it is named, and the command ends with 2; with 1 where an expectation misses.
- \`--only P05,P19\` runs some of them; \`--out FILE\` writes this page elsewhere.

Seeds ${seeds.join(', ')}; Node ${node}; kernels: ${kernels}; surfaces and numerics in double precision. ${summary(outcomes)}.

${outcomes.map(section).join('\n\n')}
${leftOut.length > 0 ? `\n## Left out without \`--slow\`\n\n${leftOut.map((each) => `- ${each}`).join('\n')}\n` : ''}`;
}

function section({ check, findings, missing }: Outcome): string {
  const head = `## ${check.id}: ${check.title}\n\n${check.note ? `${check.note}\n\n` : ''}`;
  if (missing !== null) return `${head}Not run: ${missing}.`;
  const rows = findings.map(
    (finding) =>
      `| ${cell(finding.of)} | ${expected(finding.band)} | ${measured(finding)} | ${holds(finding) ? 'pass' : '**miss**'} | ${cell(finding.source)} |`,
  );
  return `${head}| expectation | band | measured | | source |\n|---|---|---|---|---|\n${rows.join('\n')}`;
}

const cell = (text: string) => text.replaceAll('|', '\\|');

function expected([low, high]: Band): string {
  if (low === null && high === null) return 'any number';
  if (low === null) return `≤ ${short(high ?? 0)}`;
  if (high === null) return `≥ ${short(low)}`;
  return low === high ? short(low) : `${short(low)} … ${short(high)}`;
}

/** One value, or the lowest and highest of several. */
function measured({ values }: Finding): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? short(low) : `${short(low)} … ${short(high)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(7)));
}
