import { projectHref } from './project-pages.ts';

/** The address at which a reader chooses the report that a chart is put into; `panel` is as shared/report-panel.ts has it. */
export function addToReportHref(project: string, panel: object): string {
  return `${projectHref(project, 'reports')}?${new URLSearchParams({ add: JSON.stringify(panel) })}`;
}

/** The address of a report. */
export function reportHref(project: string, id: string, query = ''): string {
  return `${projectHref(project, 'reports')}/${encodeURIComponent(id)}${query}`;
}
