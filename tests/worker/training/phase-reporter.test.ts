import { expect, test } from 'vitest';
import type { RunPhase } from '../../../shared/run-phase.ts';
import { createPhaseReporter, evaluationReport, reportLoading } from '../../../worker/training/phase-reporter.ts';

/** A reporter with a clock that the test moves, and what it sent as `name done/total`. */
function aReporter() {
  const time = { now: 0 };
  const sent: string[] = [];
  const clock = () => time.now;
  const send = ({ name, done, total }: RunPhase) => void sent.push(done === null ? name : `${name} ${done}/${total}`);
  return { time, sent, clock, report: createPhaseReporter({ send, clock }) };
}

test('loading is sent stage by stage at once, and how far it is, a few times a second', () => {
  const { time, sent, report } = aReporter();
  const loading = reportLoading(report);
  for (; time.now < 1000; time.now += 10) loading({ stage: 'read', share: time.now / 1000 });
  loading({ stage: 'split', share: 0 });
  loading({ stage: 'scale', share: 0 });
  report('building');
  expect(sent).toEqual([
    'reading',
    'reading 25/100',
    'reading 50/100',
    'reading 75/100',
    'splitting',
    'scaling',
    'building',
  ]);
});

test('training is sent once, however many steps it takes', () => {
  const { time, sent, report } = aReporter();
  for (; time.now < 5000; time.now += 100) report('training');
  expect(sent).toEqual(['training']);
});

test('a short evaluation is not sent; a long one is, with how far it is, and training again after it', () => {
  const { time, sent, clock, report } = aReporter();
  report('training');
  const evaluate = (msPerBatch: number) => {
    const onExamples = evaluationReport(report, 10, clock);
    for (let done = 0; done < 10; done++) {
      onExamples(done);
      time.now += msPerBatch;
    }
    report('training');
  };
  evaluate(1);
  expect(sent).toEqual(['training']);
  evaluate(100);
  expect(sent).toEqual(['training', 'evaluating 3/10', 'evaluating 6/10', 'evaluating 9/10', 'training']);
});
