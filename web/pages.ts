import type { Component } from 'svelte';
import type { Route } from './core/route.ts';

/** What a page is given: the parts of its address. */
export type View = Component<Record<string, unknown>>;

/** Each page is a chunk of its own. */
const PAGES: Record<Exclude<Route['page'], 'missing'>, () => Promise<{ default: unknown }>> = {
  start: () => import('./start/StartPage.svelte'),
  workspace: () => import('./workspace/Workspace.svelte'),
  race: () => import('./race/RacePage.svelte'),
  params: () => import('./params/ParamsPage.svelte'),
  studies: () => import('./studies/StudiesPage.svelte'),
  study: () => import('./studies/StudyPage.svelte'),
  'new-study': () => import('./studies/NewStudyPage.svelte'),
  reports: () => import('./reports/ReportsPage.svelte'),
  report: () => import('./reports/ReportPage.svelte'),
  'embedded-report': () => import('./reports/EmbeddedReport.svelte'),
  'embedded-panel': () => import('./reports/EmbeddedPanel.svelte'),
  alerts: () => import('./alerts/AlertsPage.svelte'),
  table: () => import('./run-table/TablePage.svelte'),
  runs: () => import('./run-table/TablePage.svelte'),
  queue: () => import('./queue/QueuePage.svelte'),
  trash: () => import('./trash/TrashPage.svelte'),
  run: () => import('./run-page/RunPage.svelte'),
  new: () => import('./launch/NewRun.svelte'),
  recipes: () => import('./recipes/GalleryPage.svelte'),
  recipe: () => import('./recipes/RecipePage.svelte'),
  'recipe-launch': () => import('./recipes/LaunchPage.svelte'),
  compare: () => import('./compare/Compare.svelte'),
  datasets: () => import('./dataset-list/DatasetList.svelte'),
  api: () => import('./api-docs/ApiDocs.svelte'),
};

/** The view of a page, its code loaded when it is first asked for; null for an address that is of none. */
export async function loadPage(page: Route['page']): Promise<View | null> {
  return page === 'missing' ? null : ((await PAGES[page]()).default as View);
}
