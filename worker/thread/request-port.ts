import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { CONTROL, type ThreadRequest } from '../../shared/training/thread-control.ts';
import type { RequestPort } from '../training/requests.ts';
import type { ThreadMessage } from './task.ts';

/** Requests over the port of a thread that never yields: it looks there only when the shared count of them has changed. */
export function createRequestPort(port: MessagePort, control: Int32Array): RequestPort {
  let taken = 0;
  return {
    take() {
      if (Atomics.load(control, CONTROL.requests) === taken) return undefined;
      const received = receiveMessageOnPort(port);
      if (received) taken += 1; // else it is on its way
      return received?.message as ThreadRequest | undefined;
    },
    answer: (answer) => port.postMessage({ type: 'answer', answer } satisfies ThreadMessage),
  };
}
