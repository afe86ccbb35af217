import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCE = `
#include <immintrin.h>
#include <stdio.h>
#include <time.h>
int main(void) {
  double best = 0;
  for (int round = 0; round < 20; round++) {
    __m256 s[12];
    for (int i = 0; i < 12; i++) s[i] = _mm256_set1_ps(i * 0.1f);
    __m256 a = _mm256_set1_ps(0.999f), b = _mm256_set1_ps(0.001f);
    struct timespec t0, t1;
    clock_gettime(CLOCK_MONOTONIC, &t0);
    for (long n = 0; n < 2000000; n++)
      for (int i = 0; i < 12; i++) s[i] = _mm256_fmadd_ps(s[i], a, b);
    clock_gettime(CLOCK_MONOTONIC, &t1);
    double seconds = (t1.tv_sec - t0.tv_sec) + 1e-9 * (t1.tv_nsec - t0.tv_nsec);
    float sink = 0;
    for (int i = 0; i < 12; i++) sink += s[i][0];
    double speed = 2000000.0 * 12 * 16 / seconds / 1e9;
    if (speed > best && sink != 12345) best = speed;
  }
  printf("%.1f", best);
}`;

/** The most this processor multiplies and adds with 256-bit vectors, by a loop in C; says so without a compiler. */
export function nativePeak(): string {
  const directory = mkdtempSync(join(tmpdir(), 'peak-'));
  try {
    const [source, program] = [join(directory, 'peak.c'), join(directory, 'peak')];
    writeFileSync(source, SOURCE);
    const compiled = spawnSync('cc', ['-O3', '-funroll-loops', '-march=native', '-o', program, source], {
      timeout: 60_000,
    });
    if (compiled.status !== 0) return 'measured peak: no C compiler found';
    return `measured peak of 256-bit fused multiply-add: ${spawnSync(program, { encoding: 'utf8', timeout: 60_000 }).stdout} GFLOP/s`;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
