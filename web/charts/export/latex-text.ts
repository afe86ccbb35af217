const NAMED: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '"': '\\textquotedbl{}',
  "'": '\\textquotesingle{}',
  '`': '\\textasciigrave{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '·': '\\textperiodcentered{}',
  '…': '\\ldots{}',
  '“': '\\textquotedblleft{}',
  '”': '\\textquotedblright{}',
  '‘': '\\textquoteleft{}',
  '’': '\\textquoteright{}',
  '–': '\\textendash{}',
  '—': '\\textemdash{}',
  '−': '$-$',
  '×': '$\\times$',
  '∞': '$\\infty$',
  '→': '$\\rightarrow$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '≈': '$\\approx$',
};
const GREEK: Readonly<Record<string, string>> = {
  ...{ α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'varepsilon', ζ: 'zeta', η: 'eta', θ: 'theta', κ: 'kappa' },
  ...{ λ: 'lambda', μ: 'mu', ν: 'nu', ξ: 'xi', π: 'pi', ρ: 'rho', σ: 'sigma', τ: 'tau', φ: 'varphi', χ: 'chi' },
  ...{ ψ: 'psi', ω: 'omega', Γ: 'Gamma', Δ: 'Delta', Θ: 'Theta', Λ: 'Lambda', Σ: 'Sigma', Φ: 'Phi', Ω: 'Omega' },
};
/** Letters that LaTeX sets in its T1 fonts: Latin-1 and Latin Extended-A but for some. */
const SET = /^[\u0020-\u007e\u00a0-\u017e]$/;
const NOT_SET = /[\u0126\u0127\u0138\u013f\u0140\u0149\u0166\u0167]/;

/** A text that LaTeX sets as it is, in T1 fonts. A character that these lack becomes its plain letter, or is left out. */
export function escapeLatex(text: string): string {
  // Two of these in a row would be set as one: a dash, or quotation marks.
  return Array.from(text, escapeCharacter)
    .join('')
    .replace(/([-,])(?=\1)/g, '$1{}');
}

function escapeCharacter(character: string): string {
  if (NAMED[character] !== undefined) return NAMED[character];
  if (GREEK[character] !== undefined) return `$\\${GREEK[character]}$`;
  if (/[{}$&#_%]/.test(character)) return `\\${character}`;
  if (SET.test(character) && !NOT_SET.test(character)) return character;
  const plain = character.normalize('NFKD').replaceAll(/[^\u0020-\u007e]/g, '');
  return plain === character ? '' : Array.from(plain, escapeCharacter).join('');
}
