import { mount } from 'svelte';
import App from './App.svelte';
import { createApi } from './api/api.ts';
import { LiveFeed } from './api/live-feed.svelte.ts';
import { Alerts } from './core/alerts.svelte.ts';
import { Commands } from './core/commands.svelte.ts';
import { Goals } from './core/goals.svelte.ts';
import { keptIn } from './core/kept.ts';
import { Press } from './core/press.ts';
import { isEmbedded } from './core/route.ts';
import { Router } from './core/router.svelte.ts';
import { Theme } from './core/theme.svelte.ts';
import { Toasts } from './core/toast.svelte.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/floating.css';
import './styles/print.css';

const live = new URL('/api/v1/live', location.href);
live.protocol = live.protocol === 'https:' ? 'wss:' : 'ws:';

const press = new Press(window);
const still = () => new Promise<void>((resolve) => press.after(resolve));
const feed = new LiveFeed({ open: () => new WebSocket(live), whenStill: (task) => press.after(task) });
addEventListener('online', () => feed.retryNow());
document.addEventListener('visibilitychange', () => feed.seen(!document.hidden));

const api = createApi((input, init) => fetch(input, init).finally(still));
const toasts = new Toasts();
const goals = new Goals({ api, toasts });
goals.open(feed);

const router = new Router(window);
const alerts = new Alerts({ api, toasts, show: (run) => router.go(`/runs/${encodeURIComponent(run)}`) });
if (!isEmbedded(router.route)) alerts.open(feed);

const services = {
  alerts,
  api,
  commands: new Commands(),
  feed,
  goals,
  router,
  theme: new Theme(
    keptIn(() => localStorage),
    matchMedia('(prefers-color-scheme: dark)'),
  ),
  toasts,
};

const target = document.getElementById('app');
if (target) mount(App, { target, props: { services } });
