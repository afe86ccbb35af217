const STYLE = `
body{margin:0;background:#fff;color:#1b2226;font:15px/1.6 Inter,system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1{margin:0 0 .25rem;font-size:1.75rem;line-height:1.25}h2{margin:2rem 0 .5rem;font-size:1.3rem}h3,h4{margin:1.5rem 0 .5rem;font-size:1.05rem}
.meta{margin:0 0 2rem;color:#667}figure,.panel{margin:1.5rem 0;break-inside:avoid}svg{display:block;width:100%;height:auto;border:1px solid #e3e7e9;border-radius:8px}
caption{padding-bottom:.25rem;font-weight:500;text-align:left}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.35rem .6rem;border-bottom:1px solid #e3e7e9;text-align:left}.end{text-align:right}
.task{margin-left:-1.25rem;list-style:none}pre{padding:.75rem 1rem;border-radius:6px;background:#f2f4f5;overflow-x:auto}code{font:0.9em ui-monospace,Menlo,Consolas,monospace}
blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid #cdd4d8;color:#4a555b}a{color:#0b6a75}img{max-width:100%}hr{border:0;border-top:1px solid #e3e7e9}
@page{size:A4;margin:18mm 16mm}@media print{main{max-width:none;padding:0}}`;

/** Elements that are of the page alone. */
const LEFT_OUT = '.screen, script, style, link, button, [role=alert]';

/**
 * A report as one HTML file that needs no server and no script: `article` is what the page shows of it, with a picture
 * of each chart. It may load nothing and run nothing, wherever it is opened.
 */
export function reportFile(
  article: Element,
  { title, made, origin }: { title: string; made: string; origin: string },
): string {
  const copy = article.cloneNode(true) as Element;
  for (const element of copy.querySelectorAll(LEFT_OUT)) element.remove();
  for (const element of copy.querySelectorAll('*')) clean(element, origin);
  const csp = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Lossboard">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="meta">${escapeHtml(made)}</p>
${copy.innerHTML.replaceAll(/<!--[\s\S]*?-->/g, '')}
</main>
</body>
</html>
`;
}

const KEPT = new Set(['href', 'start', 'type', 'checked', 'disabled', 'aria-label', 'role', 'src', 'alt', 'class']);

/** Outside of pictures, what is of this page's components alone goes; links lead back to the server by their whole address. */
function clean(element: Element, origin: string): void {
  if (element.closest('svg')) return;
  for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
  const classes = [...element.classList].filter((each) => ['end', 'panel', 'task'].includes(each));
  if (classes.length > 0) element.className = classes.join(' ');
  else element.removeAttribute('class');
  if (element instanceof HTMLInputElement) element.toggleAttribute('checked', element.checked);
  const href = element.getAttribute('href');
  if (href !== null) element.setAttribute('href', new URL(href, origin).href);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
