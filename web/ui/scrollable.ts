/** An attachment: what is wider than its place is reached and scrolled by keyboard; what fits is no stop of Tab. */
export function scrollable(element: HTMLElement): () => void {
  const update = () => {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  };
  const observer = new ResizeObserver(update);
  observer.observe(element);
  for (const child of element.children) observer.observe(child);
  return () => observer.disconnect();
}
