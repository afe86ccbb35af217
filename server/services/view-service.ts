import type { CreateView, ReplaceView, View } from '../../shared/view.ts';
import type { DocumentRecord } from '../ports/document-store.ts';
import type { DocumentService } from './document-service.ts';
import { iso } from './run-view.ts';

/** Named views of projects: what is shown of their runs, and how. Errors are those of DocumentService. */
export function createViewService({ documents }: { documents: DocumentService }) {
  return {
    async list(project: string): Promise<View[]> {
      return (await documents.list(project)).map(toView);
    },

    async get(project: string, id: string): Promise<View> {
      return toView(await documents.get(project, id));
    },

    async create(project: string, { id, name, state }: CreateView): Promise<View> {
      return toView(await documents.create(project, { id, name, content: JSON.stringify(state) }));
    },

    async replace(project: string, id: string, { name, state, revision }: ReplaceView): Promise<View> {
      return toView(await documents.replace(project, id, { name, content: JSON.stringify(state), revision }));
    },

    remove: (project: string, id: string): Promise<void> => documents.remove(project, id),
  };
}

export type ViewService = ReturnType<typeof createViewService>;

function toView({ content, createdAt, updatedAt, ...view }: DocumentRecord): View {
  return { ...view, state: JSON.parse(content), createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}
