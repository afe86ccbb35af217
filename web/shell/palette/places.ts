import type { Api } from '../../api/api.ts';
import { plural } from '../../core/format.ts';
import { projectHref } from '../../core/project-pages.ts';
import type { Entry } from './entry.ts';

export type PlaceApi = Pick<Api, 'projects' | 'datasets' | 'views' | 'reports' | 'runFields'>;

/** Where one can go: projects and datasets, and what the project that one is in has. What cannot be read is left out. */
export async function findPlaces(api: PlaceApi, project: string | null): Promise<Entry[]> {
  const none = () => [];
  const found = await Promise.all([
    project === null ? [] : api.views(project).then(({ views }) => views.map((view) => viewEntry(project, view)), none),
    project === null
      ? []
      : api.reports(project).then(({ reports }) => reports.map((report) => reportEntry(project, report)), none),
    api.projects().then(({ projects }) => projects.map(projectEntry), none),
    api.datasets().then(({ datasets }) => datasets.map(datasetEntry), none),
  ]);
  return found.flat();
}

/** The settings, tags and groups that the newest runs have, each as the table of the runs that have it. */
export async function findSettings(api: PlaceApi, project: string | null): Promise<Entry[]> {
  const table = project === null ? '/runs' : projectHref(project, 'table');
  const { fields } = await api.runFields(project === null ? {} : { project }).catch(() => ({ fields: [] }));
  return fields
    .filter(({ name }) => name === 'tag' || name === 'group' || name.startsWith('config.'))
    .flatMap(({ name, values }) =>
      values.map((value) => {
        const filter = `${name} = ${typeof value === 'string' ? JSON.stringify(value) : value}`;
        return {
          id: `setting:${filter}`,
          title: `${name.replace(/^config\./, '')} = ${value}`,
          note: 'runs with it',
          href: `${table}?q=${encodeURIComponent(filter)}`,
          icon: 'filter' as const,
          group: 'Settings and tags',
        };
      }),
    );
}

const viewEntry = (project: string, { id, name }: { id: string; name: string }): Entry => ({
  id: `view:${id}`,
  title: name,
  note: `view of ${project}`,
  href: `${projectHref(project)}?view=${encodeURIComponent(id)}`,
  icon: 'layers',
  group: 'Views',
  words: 'view',
});

const reportEntry = (project: string, { id, title }: { id: string; title: string }): Entry => ({
  id: `report:${id}`,
  title,
  note: `report of ${project}`,
  href: `${projectHref(project, 'reports')}/${encodeURIComponent(id)}`,
  icon: 'file',
  group: 'Reports',
  words: 'report',
});

const projectEntry = ({ name, runs }: { name: string; runs: number }): Entry => ({
  id: `project:${name}`,
  title: name,
  note: plural(runs, 'run'),
  href: projectHref(name),
  icon: 'folder',
  group: 'Projects',
  words: 'project',
});

const datasetEntry = ({ name, title }: { name: string; title: string }): Entry => ({
  id: `dataset:${name}`,
  title,
  href: `/datasets#${encodeURIComponent(name)}`,
  icon: 'data',
  group: 'Datasets',
  words: `dataset ${name}`,
});
