import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** The present time in ms since the epoch; reactive, updated every second. */
export function now(): number {
  subscribe();
  return Date.now();
}
