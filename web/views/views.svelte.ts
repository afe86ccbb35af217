import type { View, ViewState } from '../../shared/view.ts';
import { type Api, ApiError, errorMessage } from '../api/api.ts';
import type { Toasts } from '../core/toast.svelte.ts';

type Stored = Pick<Api, 'views' | 'createView' | 'replaceView' | 'deleteView' | 'project' | 'patchProject'>;

/** The named views of a project. What fails is shown as a toast, and leaves the list as it was. */
export class Views {
  list = $state.raw<readonly View[]>([]);
  /** The id of the view that the project opens with; null without one. */
  preferred = $state<string | null>(null);
  /** Whether they were read, or cannot be. */
  isRead = $state(false);
  readonly #project: string;
  readonly #api: Stored;
  readonly #toasts: Pick<Toasts, 'info' | 'error'>;

  constructor(project: string, api: Stored, toasts: Pick<Toasts, 'info' | 'error'>) {
    this.#project = project;
    this.#api = api;
    this.#toasts = toasts;
  }

  async read(): Promise<void> {
    await this.#try(async () => {
      const [{ views }, project] = await Promise.all([
        this.#api.views(this.#project),
        this.#api.project(this.#project).catch(nullWhenMissing),
      ]);
      this.list = views;
      this.preferred = project?.defaultView ?? null;
    });
    this.isRead = true;
  }

  /** A new view with this state; null when it could not be stored. */
  create(name: string, state: ViewState): Promise<View | null> {
    return this.#try(async () => this.#put(await this.#api.createView(this.#project, { name, state })));
  }

  /**
   * Stores a view anew. When somebody else did so since it was read, nothing is stored until the reader insists: `onInsisted`
   * is then called with what is stored.
   */
  async replace(
    view: View,
    name: string,
    state: ViewState,
    onInsisted: (stored: View) => void = () => {},
  ): Promise<View | null> {
    const { id, revision } = view;
    try {
      return this.#put(await this.#api.replaceView(this.#project, id, { name, state, revision }));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'conflict' && (await this.#isOutdated(view))) {
        const newer = this.list.find((each) => each.id === id) ?? view;
        this.#toasts.info(`“${newer.name}” was changed elsewhere meanwhile.`, {
          label: 'Save over it',
          run: () => void this.replace(newer, name, state, onInsisted).then((stored) => stored && onInsisted(stored)),
        });
      } else this.#toasts.error(errorMessage(error));
      return null;
    }
  }

  /** Takes a view away, with a toast that brings it back under its address. */
  async remove(view: View): Promise<boolean> {
    const { id, name, state } = view;
    const isGone = await this.#try(async () => {
      await this.#api.deleteView(this.#project, id);
      return true;
    });
    if (!isGone) return false;
    this.list = this.list.filter((each) => each.id !== id);
    if (this.preferred === id) this.preferred = null;
    this.#toasts.info(`Deleted the view “${name}”.`, {
      label: 'Undo',
      run: () => void this.#try(async () => this.#put(await this.#api.createView(this.#project, { id, name, state }))),
    });
    return true;
  }

  /** The view that the project opens with from now on; null is none. */
  async prefer(id: string | null): Promise<void> {
    await this.#try(async () => {
      const { defaultView } = await this.#api.patchProject(this.#project, { defaultView: id });
      this.preferred = defaultView;
    });
  }

  async #isOutdated({ id, revision }: View): Promise<boolean> {
    await this.read();
    return this.list.some((each) => each.id === id && each.revision !== revision);
  }

  #put(view: View): View {
    const others = this.list.filter(({ id }) => id !== view.id);
    this.list = [...others, view].sort((a, b) => a.name.localeCompare(b.name));
    return view;
  }

  async #try<T>(action: () => Promise<T>): Promise<T | null> {
    try {
      return await action();
    } catch (error) {
      this.#toasts.error(errorMessage(error));
      return null;
    }
  }
}

/** A project without runs, descriptions and views is not there. */
function nullWhenMissing(error: unknown): null {
  if (error instanceof ApiError && error.code === 'not_found') return null;
  throw error;
}
