import { Surface } from '../../shared/training/surface.ts';

/** What a surface is called: its title, with the settings that make it another one. */
export function surfaceName(surface: Surface): string {
  const variants: readonly { title?: string; properties: { name: { const: string } } }[] = Surface.anyOf;
  const title = variants.find(({ properties }) => properties.name.const === surface.name)?.title ?? surface.name;
  switch (surface.name) {
    case 'formula':
      return surface.text;
    case 'quadratic': {
      const turned = surface.rotation === 0 ? '' : `, rotated by ${surface.rotation}°`;
      return `${title}, λ = ${surface.eigenvalues.slice(0, 4).join(', ')}${surface.eigenvalues.length > 4 ? ', …' : ''}${turned}`;
    }
    case 'rastrigin':
      return surface.dimension === 2 ? title : `${title} in ${surface.dimension} dimensions`;
    default:
      return title;
  }
}
