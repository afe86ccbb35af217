import type { CreateReport, ReplaceReport, Report, ReportHeading, ReportRevisions } from '../../shared/report.ts';
import type { DocumentHeading, DocumentRecord } from '../ports/document-store.ts';
import type { DocumentService } from './document-service.ts';
import { iso } from './run-view.ts';

/** Reports of projects, with what they were before. Errors are those of DocumentService. */
export function createReportService({ documents }: { documents: DocumentService }) {
  return {
    async list(project: string): Promise<ReportHeading[]> {
      return (await documents.listHeadings(project)).map(toHeading);
    },

    async get(project: string, id: string): Promise<Report> {
      return toReport(await documents.get(project, id));
    },

    async create(project: string, { id, title, body }: CreateReport): Promise<Report> {
      return toReport(await documents.create(project, { id, name: title, content: body }));
    },

    async replace(project: string, id: string, { title, body, revision, keep }: ReplaceReport): Promise<Report> {
      return toReport(await documents.replace(project, id, { name: title, content: body, revision, keep }));
    },

    remove: (project: string, id: string): Promise<void> => documents.remove(project, id),

    async listRevisions(project: string, id: string): Promise<ReportRevisions['revisions']> {
      const kept = await documents.listRevisions(project, id);
      return kept.map(({ name, updatedAt, revision }) => ({ revision, title: name, updatedAt: iso(updatedAt) }));
    },

    /** The report as it was at a revision. */
    async getRevision(project: string, id: string, revision: number): Promise<Report> {
      return toReport(await documents.getRevision(project, id, revision));
    },
  };
}

export type ReportService = ReturnType<typeof createReportService>;

function toHeading({ name, createdAt, updatedAt, ...heading }: DocumentHeading): ReportHeading {
  return { ...heading, title: name, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}

function toReport({ content, ...heading }: DocumentRecord): Report {
  return { ...toHeading(heading), body: content };
}
