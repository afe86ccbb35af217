import type { ShownChannel } from '../../shared/alert.ts';
import { CHANNELS } from './rule-form.ts';

/** A channel in a few words: its kind, and whose it is. The path of an address is often a secret. */
export function channelName({ kind, url, to }: ShownChannel): string {
  const label = CHANNELS.find((each) => each.kind === kind)?.label ?? kind;
  return `${label} (${to ?? hostOf(url ?? '')})`;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
