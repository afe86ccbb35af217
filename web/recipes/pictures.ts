const FILES = import.meta.glob<string>('./pictures/*.svg', { query: '?raw', import: 'default', eager: true });

/** The picture that ships with a recipe, as SVG drawn from a launch of it; undefined where none does. */
export function pictureOf(id: string): string | undefined {
  return FILES[`./pictures/${id}.svg`];
}
