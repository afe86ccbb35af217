import type { AlertChannel, AlertCondition, AlertRule, SaveAlertRule, ShownChannel } from '../../shared/alert.ts';
import { betterDirection } from '../../shared/metric-names.ts';

export type ConditionKind = AlertCondition['kind'];
export type ChannelKind = AlertChannel['kind'];

/** The kinds of conditions in the order of how often they are wanted, as the beginning of “Tell me when …”. */
export const KINDS: readonly { kind: ConditionKind; label: string }[] = [
  { kind: 'diverged', label: 'a run diverges' },
  { kind: 'crashed', label: 'a run crashes or fails' },
  { kind: 'finished', label: 'a run finishes' },
  { kind: 'threshold', label: 'a metric is above or below a value' },
  { kind: 'plateau', label: 'a metric has stopped improving' },
  { kind: 'nan', label: 'a metric is NaN or infinite' },
  { kind: 'silent', label: 'a run falls silent' },
];

export const CHANNELS: readonly { kind: ChannelKind; label: string; placeholder: string }[] = [
  { kind: 'slack', label: 'Slack', placeholder: 'https://hooks.slack.com/services/…' },
  { kind: 'discord', label: 'Discord', placeholder: 'https://discord.com/api/webhooks/…' },
  { kind: 'email', label: 'E-mail', placeholder: 'you@example.com' },
  { kind: 'webhook', label: 'Webhook', placeholder: 'https://example.com/hook' },
];

/** A channel as it is typed. */
export interface ChannelDraft {
  kind: ChannelKind;
  /** An address of the web, or of a person. */
  to: string;
  secret: string;
  /** A webhook's secret is there, and is not shown. */
  signed: boolean;
}

/** A rule as it is typed: every field, whether or not its condition has it. */
export interface RuleDraft {
  kind: ConditionKind;
  metric: string;
  side: 'above' | 'below';
  value: number;
  seconds: number;
  points: number;
  tolerance: number;
  filter: string;
  channels: ChannelDraft[];
  enabled: boolean;
}

/** What a new rule begins with. */
export function emptyDraft(metric: string): RuleDraft {
  return {
    ...{ kind: 'diverged', metric, side: 'above', value: 10, seconds: 0, points: 20, tolerance: 0 },
    ...{ filter: '', channels: [], enabled: true },
  };
}

export function draftOf({ condition, filter, channels, enabled }: AlertRule): RuleDraft {
  const { kind, ...given } = condition;
  return { ...emptyDraft(''), ...given, kind, filter, enabled, channels: channels.map(channelDraft) };
}

function channelDraft({ kind, url, to, signed }: ShownChannel): ChannelDraft {
  return { kind, to: url ?? to ?? '', secret: '', signed: signed ?? false };
}

/** What the server is asked to keep. */
export function toRule(draft: RuleDraft): SaveAlertRule {
  const { filter, enabled } = draft;
  return { condition: conditionOf(draft), filter: filter.trim(), enabled, channels: draft.channels.map(toChannel) };
}

function conditionOf({ kind, metric, side, value, seconds, points, tolerance }: RuleDraft): AlertCondition {
  switch (kind) {
    case 'threshold':
      return { kind, metric, side, value, seconds };
    case 'plateau':
      return { kind, metric, goal: betterDirection(metric) ?? 'min', points, tolerance };
    case 'silent':
      return { kind, seconds: Math.max(10, seconds) };
    case 'nan':
      return metric === '' ? { kind } : { kind, metric };
    default:
      return { kind };
  }
}

function toChannel({ kind, to, secret }: ChannelDraft): AlertChannel {
  const address = to.trim();
  if (kind === 'email') return { kind, to: address };
  return kind === 'webhook' && secret !== '' ? { kind, url: address, secret } : { kind, url: address };
}
