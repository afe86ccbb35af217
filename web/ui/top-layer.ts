/**
 * An attachment: lifts what floats above everything, dialogs included, while it stays in its place in the document, where
 * screen readers and the order of Tab expect it.
 */
export function topLayer(element: HTMLElement): () => void {
  element.popover = 'manual';
  element.showPopover();
  return () => element.hidePopover();
}
