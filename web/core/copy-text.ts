/**
 * Puts a text on the clipboard. A page that is reached by http from another machine is no secure context and has no `navigator.clipboard`:
 * there it copies a selection, as pages did before.
 *
 * @throws {Error} when the browser does not allow it
 */
export async function copyText(text: string, page: Document = document): Promise<void> {
  const clipboard = page.defaultView?.navigator.clipboard as Clipboard | undefined;
  if (clipboard) return clipboard.writeText(text);
  const field = page.createElement('textarea');
  field.value = text;
  field.style.cssText = 'position: fixed; opacity: 0;';
  const before = page.activeElement;
  (page.querySelector('dialog:modal') ?? page.body).append(field);
  field.select();
  const isCopied = page.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!isCopied) throw new Error('The browser does not let this page write to the clipboard.');
}
