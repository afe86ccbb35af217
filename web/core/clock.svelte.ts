import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** Now, in ms since the epoch; whatever shows it is drawn again every second. */
export function now(): number {
  subscribe();
  return Date.now();
}
