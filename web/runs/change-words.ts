import type { JobChange } from '../../shared/training/job-changes.ts';
import { settingText } from './config-table.ts';
import { wordOfSetting } from './setting-words.ts';

/** Objects that become another kind bring other settings, which the name of the kind says. */
const KIND = /^(optimizer|schedule|dataset)\.name$/;
const USUAL_MOST = 4;

/** Changes of settings as people say them: `lr 0.1 → 0.01`. Of another optimizer only its name and rate are named. */
export function changePhrases(changes: readonly JobChange[], most = USUAL_MOST): string[] {
  const renamed = changes.flatMap(({ path }) => KIND.exec(path)?.[1] ?? []);
  const named = changes.filter(({ path }) => !renamed.some((kind) => isDetailOf(path, kind)));
  const phrases = named.map(({ path, from, to }) => `${wordFor(path)} ${textOf(from)} → ${textOf(to)}`);
  const rest = phrases.length - most;
  return rest > 1 ? [...phrases.slice(0, most), `${rest} more`] : phrases;
}

function isDetailOf(path: string, kind: string): boolean {
  return path.startsWith(`${kind}.`) && path !== `${kind}.name` && path !== 'optimizer.learningRate';
}

function wordFor(path: string): string {
  const parts = path.split('.');
  const last = parts.at(-1) ?? path;
  return wordOfSetting(path) ?? (['name', 'count', 'unit'].includes(last) ? (parts.at(-2) ?? last) : last);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return Array.isArray(value) ? value.map(settingText).join('-') || 'none' : settingText(value);
}
