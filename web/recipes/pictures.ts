const FILES = import.meta.glob<string>('./pictures/*.svg', { query: '?raw', import: 'default' });

/** The picture that ships with a recipe, as SVG drawn from a launch of it; undefined where none does. */
export async function loadPicture(id: string): Promise<string | undefined> {
  return FILES[`./pictures/${id}.svg`]?.();
}
