// Convolution patches and pooling over images stored [batch, height, width, channels].

// The geometry of the call at hand.
let batch: i32 = 0;
let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let strideY: i32 = 0;
let strideX: i32 = 0;
let padY: i32 = 0;
let padX: i32 = 0;
let outHeight: i32 = 0;
let outWidth: i32 = 0;

@inline
function setWindow(
  n: i32, h: i32, w: i32, c: i32, kh: i32, kw: i32, sy: i32, sx: i32, py: i32, px: i32, oh: i32, ow: i32,
): void {
  batch = n;
  height = h;
  width = w;
  channels = c;
  kernelHeight = kh;
  kernelWidth = kw;
  strideY = sy;
  strideX = sx;
  padY = py;
  padX = px;
  outHeight = oh;
  outWidth = ow;
}

@inline
function copy(to: usize, from: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
}

@inline
function clear(to: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, f32x4.splat(0));
  for (; i < bytes; i += 4) store<f32>(to + i, 0);
}

@inline
function accumulate(to: usize, from: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}

/** Every window as a row of kernelHeight · kernelWidth · channels, zeros outside the image. */
export function unfold(
  out: usize, x: usize,
  n: i32, h: i32, w: i32, c: i32, kh: i32, kw: i32, sy: i32, sx: i32, py: i32, px: i32, oh: i32, ow: i32,
): void {
  setWindow(n, h, w, c, kh, kw, sy, sx, py, px, oh, ow);
  const pixel = <usize>(channels << 2);
  const line = <usize>kernelWidth * pixel;
  const end = out + <usize>(batch * outHeight * outWidth * kernelHeight) * line;
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * strideY - padY;
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideX - padX;
        const inside = top >= 0 && left >= 0 && top + kernelHeight <= height && left + kernelWidth <= width;
        let from = x + <usize>((image * height + top) * width + left) * pixel;
        if (inside && out + <usize>(kernelHeight + 1) * line + 16 <= end) {
          for (let ky = 0; ky < kernelHeight; ky++) {
            // whole vectors, which may run into the next line: that is written after
            for (let i: usize = 0; i < line; i += 16) v128.store(out + i, v128.load(from + i));
            out += line;
            from += <usize>width * pixel;
          }
        } else {
          unfoldAtBorder(out, from, top, left, pixel);
          out += <usize>kernelHeight * line;
        }
      }
    }
  }
}

function unfoldAtBorder(out: usize, from: usize, top: i32, left: i32, pixel: usize): void {
  const line = <usize>kernelWidth * pixel;
  const before = <usize>max(0, -left) * pixel;
  const after = <usize>max(0, left + kernelWidth - width) * pixel;
  for (let ky = 0; ky < kernelHeight; ky++) {
    if (top + ky < 0 || top + ky >= height || before + after >= line) {
      clear(out, line);
    } else {
      clear(out, before);
      copy(out + before, from + before, line - before - after);
      clear(out + line - after, after);
    }
    out += line;
    from += <usize>width * pixel;
  }
}

/** Adds every window back where it came from. */
export function fold(
  out: usize, patches: usize,
  n: i32, h: i32, w: i32, c: i32, kh: i32, kw: i32, sy: i32, sx: i32, py: i32, px: i32, oh: i32, ow: i32,
): void {
  setWindow(n, h, w, c, kh, kw, sy, sx, py, px, oh, ow);
  const pixel = <usize>(channels << 2);
  const line = <usize>kernelWidth * pixel;
  memory.fill(out, 0, <usize>(batch * height * width) * pixel);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * strideX - padX;
        const before = <usize>max(0, -left) * pixel;
        const after = <usize>max(0, left + kernelWidth - width) * pixel;
        for (let ky = 0; ky < kernelHeight; ky++) {
          const y = oy * strideY - padY + ky;
          if (y >= 0 && y < height && before + after < line) {
            const to = out + <usize>((image * height + y) * width + left) * pixel;
            accumulate(to + before, patches + before, line - before - after);
          }
          patches += line;
        }
      }
    }
  }
}

/** Largest element of each window and channel, and which of its window it was; windows lie inside the image. */
export function maxPool(
  out: usize, winners: usize, x: usize,
  n: i32, h: i32, w: i32, c: i32, kh: i32, kw: i32, sy: i32, sx: i32, py: i32, px: i32, oh: i32, ow: i32,
): void {
  setWindow(n, h, w, c, kh, kw, sy, sx, py, px, oh, ow);
  if (kernelHeight == 2 && kernelWidth == 2) maxPoolOf(2, 2, out, winners, x);
  else maxPoolOf(kernelHeight, kernelWidth, out, winners, x);
}

/** Constant sizes unroll into straight code. */
@inline
function maxPoolOf(kh: i32, kw: i32, out: usize, winners: usize, x: usize): void {
  const pixel = <usize>(channels << 2);
  const whole = pixel & ~15;
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const corner = x + <usize>((image * height + oy * strideY) * width + ox * strideX) * pixel;
        for (let c: usize = 0; c < whole; c += 16) {
          let best = v128.load(corner + c);
          let winner = f32x4.splat(0);
          if (kh == 2 && kw == 2) {
            const below = corner + c + <usize>width * pixel;
            const b = v128.load(corner + c + pixel);
            const bWins = beats(b, best);
            best = v128.bitselect(b, best, bWins);
            winner = v128.and(f32x4.splat(1), bWins);
            const d = v128.load(below);
            const dWins = beats(d, best);
            best = v128.bitselect(d, best, dWins);
            winner = v128.bitselect(f32x4.splat(2), winner, dWins);
            const e = v128.load(below + pixel);
            const eWins = beats(e, best);
            best = v128.bitselect(e, best, eWins);
            winner = v128.bitselect(f32x4.splat(3), winner, eWins);
          } else {
            for (let ky = 0; ky < kh; ky++) {
              for (let kx = 0; kx < kw; kx++) {
                const value = v128.load(corner + c + <usize>(ky * width + kx) * pixel);
                const wins = beats(value, best);
                best = v128.bitselect(value, best, wins);
                winner = v128.bitselect(f32x4.splat(<f32>(ky * kw + kx)), winner, wins);
              }
            }
          }
          v128.store(out + c, best);
          v128.store(winners + c, winner);
        }
        for (let c = whole; c < pixel; c += 4) poolOne(out + c, winners + c, corner + c, pixel);
        out += pixel;
        winners += pixel;
      }
    }
  }
}

/** Larger, or not a number. */
@inline
function beats(value: v128, best: v128): v128 {
  return v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
}

function poolOne(out: usize, winners: usize, corner: usize, pixel: usize): void {
  let best = load<f32>(corner);
  let winner: f32 = 0;
  for (let ky = 0; ky < kernelHeight; ky++) {
    for (let kx = 0; kx < kernelWidth; kx++) {
      const value = load<f32>(corner + <usize>(ky * width + kx) * pixel);
      if (value > best || value != value) {
        best = value;
        winner = <f32>(ky * kernelWidth + kx);
      }
    }
  }
  store<f32>(out, best);
  store<f32>(winners, winner);
}

/** out = 0, then a goes to the winners. */
export function addToWinners(
  out: usize, a: usize, winners: usize,
  n: i32, h: i32, w: i32, c: i32, kh: i32, kw: i32, sy: i32, sx: i32, py: i32, px: i32, oh: i32, ow: i32,
): void {
  setWindow(n, h, w, c, kh, kw, sy, sx, py, px, oh, ow);
  const pixel = <usize>(channels << 2);
  const whole = pixel & ~15;
  const apart = strideX >= kernelWidth && strideY >= kernelHeight;
  const covers = apart && strideX == kernelWidth && strideY == kernelHeight && outWidth * strideX == width && outHeight * strideY == height;
  if (!covers) memory.fill(out, 0, <usize>(batch * height * width) * pixel);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const corner = out + <usize>((image * height + oy * strideY) * width + ox * strideX) * pixel;
        for (let ky = 0; ky < kernelHeight; ky++) {
          for (let kx = 0; kx < kernelWidth; kx++) {
            const to = corner + <usize>(ky * width + kx) * pixel;
            const index = <f32>(ky * kernelWidth + kx);
            const index4 = f32x4.splat(index);
            let c: usize = 0;
            for (; c < whole; c += 16) {
              const share = v128.and(v128.load(a + c), f32x4.eq(v128.load(winners + c), index4));
              v128.store(to + c, apart ? share : f32x4.add(v128.load(to + c), share));
            }
            for (; c < pixel; c += 4) {
              const share = load<f32>(winners + c) == index ? load<f32>(a + c) : 0;
              store<f32>(to + c, apart ? share : load<f32>(to + c) + share);
            }
          }
        }
        a += pixel;
        winners += pixel;
      }
    }
  }
}
