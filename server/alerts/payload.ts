import type { AlertPayload } from '../../shared/alert.ts';
import { conditionInWords } from '../../shared/alert-words.ts';
import type { AlertRuleRecord } from '../ports/alert-store.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { Finding } from './conditions.ts';

type Rule = Pick<AlertRuleRecord, 'id' | 'project' | 'condition'>;

/** What channels send about a rule that came true for a run; `address` is that of the page, without a slash at its end. */
export function alertPayload(
  rule: Rule,
  run: Pick<RunRecord, 'id' | 'name'>,
  { message, step }: Finding,
  { at, address }: { at: number; address: string },
): AlertPayload {
  return {
    ...payloadOf(rule, at),
    test: false,
    run: { id: run.id, name: run.name, url: `${address}/runs/${encodeURIComponent(run.id)}` },
    message: `${run.name} ${message}`,
    step,
  };
}

/** What they send when somebody tests a rule. */
export function testPayload(rule: Rule, at: number): AlertPayload {
  const text = conditionInWords(rule.condition);
  return { ...payloadOf(rule, at), test: true, run: null, message: `Test of the alert “${text}”`, step: null };
}

function payloadOf({ id, project, condition }: Rule, at: number) {
  const rule = { id, condition, text: conditionInWords(condition) };
  return { type: 'alert' as const, project, rule, firedAt: new Date(at).toISOString() };
}
