/**
 * A colour of OKLCH as `#rrggbb`: lightness from 0 to 1, chroma, hue in degrees. What sRGB does not have is clipped
 * channel by channel.
 *
 * Source: Björn Ottosson, "A perceptual color space for image processing" (2020).
 */
export function oklchToHex(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map((value) => byteOf(value).toString(16).padStart(2, '0')).join('')}`;
}

/** A linear share of a channel as sRGB has it, from 0 to 255. */
function byteOf(linear: number): number {
  const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, encoded)));
}

const OKLCH = /^oklch\(\s*([\d.]+)(%?)\s+([\d.]+)\s+([\d.]+)(?:deg)?\s*\)$/;

/** A colour token, in OKLCH or as `#rgb`, as the `#rrggbb` that canvases and their libraries mix; other text as it is. */
export function tokenToHex(text: string): string {
  const [, lightness, percent, chroma, hue] = OKLCH.exec(text) ?? [];
  if (lightness !== undefined) return oklchToHex(Number(lightness) / (percent ? 100 : 1), Number(chroma), Number(hue));
  return text.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
}
