import type { AlertList, AlertRule, AlertRuleList, DeliveryList, SaveAlertRule } from '../../shared/alert.ts';
import type { Checkpoint, CheckpointList } from '../../shared/checkpoint.ts';
import type { Edited, RenameSeries } from '../../shared/edit.ts';
import type { ErrorBody, ErrorCode, FieldError } from '../../shared/errors.ts';
import type { ExportQuery } from '../../shared/export.ts';
import type { HistogramAnswer, HistogramKeyList, HistogramQuery } from '../../shared/histogram-query.ts';
import { decodeBoundary } from '../../shared/inspect/boundary-file.ts';
import type { CurvatureAnswer } from '../../shared/inspect/curvature.ts';
import type { FiltersAnswer } from '../../shared/inspect/filters.ts';
import type { Inspectable } from '../../shared/inspect/inspectable.ts';
import type { LossSurfaceAnswer, LossSurfaceRequest } from '../../shared/inspect/loss-surface.ts';
import type { PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import type { ScoresAnswer } from '../../shared/inspect/scores.ts';
import type { Lineage } from '../../shared/lineage.ts';
import type { EventPage, LogPage, NonFinitePoints, SeriesList } from '../../shared/logged.ts';
import type { MetricSetting, MetricSettingList, PatchMetricSetting } from '../../shared/metric-settings.ts';
import { decodePanels, PANELS_MEDIA_TYPE } from '../../shared/panel-codec.ts';
import type { PanelAnswer, PanelQuery } from '../../shared/panel-query.ts';
import type { PatchProject, Project, ProjectList } from '../../shared/project.ts';
import type { SeriesAnswer, SeriesQuery } from '../../shared/query.ts';
import type { PatchPlace, Queue, WorkerList } from '../../shared/queue.ts';
import type { RaceAnswer, RaceQuery } from '../../shared/race/race-query.ts';
import type {
  LaunchRecipe,
  RecipeEntry,
  RecipeLaunch,
  RecipeLaunchList,
  RecipeList,
  SaveRecipe,
} from '../../shared/recipes/launch-recipe.ts';
import type { CreateReport, ReplaceReport, Report, ReportList, ReportRevisions } from '../../shared/report.ts';
import type { PatchRun, Run } from '../../shared/run.ts';
import type { EditedRuns, EditRuns, RunIdList } from '../../shared/run-edits.ts';
import type { RunFieldList } from '../../shared/run-fields.ts';
import type { RunFileList } from '../../shared/run-file.ts';
import type { RunGroupList } from '../../shared/run-groups.ts';
import type { FoundRuns, RunPage } from '../../shared/run-list.ts';
import type { ScriptList } from '../../shared/scripts/script.ts';
import type { PatchStudy, StudyList, StudyWithTrials } from '../../shared/studies/trial.ts';
import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { DatasetInfo, DatasetList, UploadedDataset } from '../../shared/training/dataset.ts';
import type { EvaluationAnswer } from '../../shared/training/evaluation.ts';
import type { ForkPlan, ForkRequest } from '../../shared/training/fork.ts';
import type { GraphAnswer } from '../../shared/training/graph.ts';
import type { Reproduction } from '../../shared/training/reproduction.ts';
import type { AskedSettings, SteerAnswer } from '../../shared/training/steering.ts';
import type { CreateView, ReplaceView, View, ViewList } from '../../shared/view.ts';

/** A request that failed: a code of the API, or `unreachable` when no answer came. */
export class ApiError extends Error {
  readonly code: ErrorCode | 'unreachable';
  /** What was wrong, field by field, when the body was refused. */
  readonly fields: FieldError[];

  constructor(code: ErrorCode | 'unreachable', message: string, fields: FieldError[] = []) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.fields = fields;
  }
}

interface Call {
  method?: string;
  body?: unknown;
  file?: Blob;
  signal?: AbortSignal | undefined;
  /** The form of the answer that is wanted, when it is not JSON. */
  accept?: string;
}

/** A URL leaves out a part `.` and goes up for `..`, escaped or not, so that another resource would answer. */
const DOT_SEGMENT = /\/\.{1,2}(?=[/?]|$)/;

/**
 * Every request that the page makes of the server, typed.
 *
 * @throws {ApiError} when a request is refused or not answered; an aborted one throws the reason of its signal
 */
export function createApi(send: typeof fetch, base = '/api/v1') {
  async function call<T>(path: string, request: Call = {}): Promise<T> {
    const response = await ask(path, request);
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  }

  async function ask(path: string, { method = 'GET', body, file, signal, accept }: Call): Promise<Response> {
    const headers: Record<string, string> = { ...(accept !== undefined && { accept }) };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (file !== undefined) headers['content-type'] = 'text/csv';
    if (DOT_SEGMENT.test(path)) throw new ApiError('not_found', `There is no ${path}.`);
    const response = await send(base + path, {
      method,
      headers,
      signal: signal ?? null,
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ApiError('unreachable', 'No answer came: the server is away, or the connection to it broke.');
    });
    if (!response.ok) throw await toError(response);
    return response;
  }

  const run = (id: string) => `/runs/${encodeURIComponent(id)}`;
  const projectPath = (name: string) => `/projects/${encodeURIComponent(name)}`;
  const viewPath = (project: string, id: string) => `${projectPath(project)}/views/${encodeURIComponent(id)}`;
  const reportPath = (project: string, id: string) => `${projectPath(project)}/reports/${encodeURIComponent(id)}`;
  const recipe = (id: string) => `/recipes/${encodeURIComponent(id)}`;
  const studyPath = (id: string) => `/studies/${encodeURIComponent(id)}`;
  const dataset = (name: string) => `/datasets/${encodeURIComponent(name)}`;

  return {
    runs: (query: Record<string, string>) => call<RunPage>(`/runs?${new URLSearchParams(query)}`),
    /** As above, for lists that are sorted by several keys. */
    runList: (query: URLSearchParams, signal?: AbortSignal) => call<RunPage>(`/runs?${query}`, { signal }),
    runIds: (query: URLSearchParams, signal?: AbortSignal) => call<RunIdList>(`/run-ids?${query}`, { signal }),
    editRuns: (body: EditRuns) => call<EditedRuns>('/runs', { method: 'PATCH', body }),
    runGroups: (query: URLSearchParams, signal?: AbortSignal) => call<RunGroupList>(`/run-groups?${query}`, { signal }),
    runFields: (query: Record<string, string>) => call<RunFieldList>(`/run-fields?${new URLSearchParams(query)}`),
    health: () => call<{ status: 'ok'; version: string; uptimeSeconds: number; canEmbed: boolean }>('/health'),
    /** The OpenAPI document. */
    description: () => call<unknown>('/openapi.json'),
    projects: () => call<ProjectList>('/projects'),
    metricSettings: () => call<MetricSettingList>('/metric-settings'),
    setMetric: (patch: PatchMetricSetting) => call<MetricSetting>('/metric-settings', { method: 'PATCH', body: patch }),
    project: (name: string) => call<Project>(projectPath(name)),
    patchProject: (name: string, patch: PatchProject) =>
      call<Project>(projectPath(name), { method: 'PATCH', body: patch }),
    views: (project: string) => call<ViewList>(`${projectPath(project)}/views`),
    view: (project: string, id: string) => call<View>(viewPath(project, id)),
    createView: (project: string, body: CreateView) =>
      call<View>(`${projectPath(project)}/views`, { method: 'POST', body }),
    replaceView: (project: string, id: string, body: ReplaceView) =>
      call<View>(viewPath(project, id), { method: 'PUT', body }),
    deleteView: (project: string, id: string) => call<void>(viewPath(project, id), { method: 'DELETE' }),
    alerts: (query: Record<string, string> = {}) => call<AlertList>(`/alerts?${new URLSearchParams(query)}`),
    markAlertsSeen: (upTo: number) => call<void>('/alerts/seen', { method: 'POST', body: { upTo } }),
    alertRules: (project: string) => call<AlertRuleList>(`${projectPath(project)}/alert-rules`),
    createAlertRule: (project: string, body: SaveAlertRule) =>
      call<AlertRule>(`${projectPath(project)}/alert-rules`, { method: 'POST', body }),
    replaceAlertRule: (project: string, id: string, body: SaveAlertRule) =>
      call<AlertRule>(`${projectPath(project)}/alert-rules/${id}`, { method: 'PUT', body }),
    deleteAlertRule: (project: string, id: string) =>
      call<void>(`${projectPath(project)}/alert-rules/${id}`, { method: 'DELETE' }),
    restoreAlertRule: (project: string, id: string) =>
      call<AlertRule>(`${projectPath(project)}/alert-rules/${id}/restore`, { method: 'POST' }),
    testAlertRule: (project: string, id: string) =>
      call<void>(`${projectPath(project)}/alert-rules/${id}/test`, { method: 'POST' }),
    deliveries: (project: string) => call<DeliveryList>(`${projectPath(project)}/alert-deliveries`),
    retryDelivery: (project: string, id: number) =>
      call<void>(`${projectPath(project)}/alert-deliveries/${id}/retry`, { method: 'POST' }),
    studies: (project: string) => call<StudyList>(`/studies?${new URLSearchParams({ project })}`),
    study: (id: string) => call<StudyWithTrials>(studyPath(id)),
    createStudy: (body: unknown) => call<StudyWithTrials>('/studies', { method: 'POST', body }),
    patchStudy: (id: string, body: PatchStudy) => call<StudyWithTrials>(studyPath(id), { method: 'PATCH', body }),
    deleteStudy: (id: string) => call<void>(studyPath(id), { method: 'DELETE' }),
    restoreStudy: (id: string) => call<StudyWithTrials>(`${studyPath(id)}/restore`, { method: 'POST' }),
    reports: (project: string) => call<ReportList>(`${projectPath(project)}/reports`),
    report: (project: string, id: string) => call<Report>(reportPath(project, id)),
    createReport: (project: string, body: CreateReport) =>
      call<Report>(`${projectPath(project)}/reports`, { method: 'POST', body }),
    replaceReport: (project: string, id: string, body: ReplaceReport) =>
      call<Report>(reportPath(project, id), { method: 'PUT', body }),
    deleteReport: (project: string, id: string) => call<void>(reportPath(project, id), { method: 'DELETE' }),
    reportRevisions: (project: string, id: string) => call<ReportRevisions>(`${reportPath(project, id)}/revisions`),
    reportRevision: (project: string, id: string, revision: number) =>
      call<Report>(`${reportPath(project, id)}/revisions/${revision}`),
    run: (id: string) => call<Run>(run(id)),
    readRuns: (ids: readonly string[]) => call<FoundRuns>('/query/runs', { method: 'POST', body: { ids } }),
    patchRun: (id: string, patch: PatchRun) => call<Run>(run(id), { method: 'PATCH', body: patch }),
    deleteRun: (id: string) => call<void>(run(id), { method: 'DELETE' }),
    purgeRun: (id: string) => call<void>(`${run(id)}?forever=true`, { method: 'DELETE' }),
    restoreRun: (id: string) => call<Run>(`${run(id)}/restore`, { method: 'POST' }),
    replaceConfig: (id: string, config: Record<string, unknown>) =>
      call<Run>(`${run(id)}/config`, { method: 'PUT', body: { config } }),
    renameSeries: (id: string, body: RenameSeries) => call<Edited>(`${run(id)}/series`, { method: 'PATCH', body }),
    deleteSeries: (id: string, key: string) =>
      call<Edited>(`${run(id)}/series?${new URLSearchParams({ key })}`, { method: 'DELETE' }),
    truncateRun: (id: string, after: number) =>
      call<Edited>(`${run(id)}/truncate`, { method: 'POST', body: { after } }),
    stopRun: (id: string) => call<Run>(`${run(id)}/stop`, { method: 'POST' }),
    recipes: () => call<RecipeList>('/recipes'),
    scripts: () => call<ScriptList>('/scripts'),
    recipe: (id: string) => call<RecipeEntry>(recipe(id)),
    saveRecipe: (id: string, body: SaveRecipe) => call<RecipeEntry>(recipe(id), { method: 'PUT', body }),
    deleteRecipe: (id: string) => call<void>(recipe(id), { method: 'DELETE' }),
    launchRecipe: (id: string, body: LaunchRecipe) =>
      call<RecipeLaunch>(`${recipe(id)}/launch`, { method: 'POST', body }),
    recipeLaunches: (id: string) => call<RecipeLaunchList>(`${recipe(id)}/launches`),
    recipeLaunch: (id: string, group: string) =>
      call<RecipeLaunch>(`${recipe(id)}/launches/${encodeURIComponent(group)}`),
    pause: (id: string) => call<Run>(`${run(id)}/pause`, { method: 'POST' }),
    resume: (id: string) => call<Run>(`${run(id)}/resume`, { method: 'POST' }),
    steer: (id: string, set: AskedSettings) =>
      call<SteerAnswer>(`${run(id)}/steer`, { method: 'POST', body: { set, by: 'the page' } }),
    reproduce: (id: string) => call<Run>(`${run(id)}/reproduce`, { method: 'POST' }),
    reproduction: (id: string) => call<Reproduction>(`${run(id)}/reproduction`),
    queue: () => call<Queue>('/queue'),
    placeRun: (id: string, place: PatchPlace) => call<Queue>(`${run(id)}/queue`, { method: 'PATCH', body: place }),
    workers: () => call<WorkerList>('/workers'),
    setWorkers: (count: number) => call<WorkerList>('/workers', { method: 'PUT', body: { count } }),
    launch: (body: unknown) => call<Run>('/launch', { method: 'POST', body }),
    series: (id: string) => call<SeriesList>(`${run(id)}/series`),
    logs: (id: string, query: Record<string, string>) => call<LogPage>(`${run(id)}/logs?${new URLSearchParams(query)}`),
    events: (id: string, query: Record<string, string>) =>
      call<EventPage>(`${run(id)}/events?${new URLSearchParams(query)}`),
    nonFinite: (id: string, key: string, limit: number) =>
      call<NonFinitePoints>(`${run(id)}/non-finite?${new URLSearchParams({ key, limit: String(limit) })}`),
    histogramKeys: (id: string) => call<HistogramKeyList>(`${run(id)}/histograms`),
    querySeries: (body: SeriesQuery, signal?: AbortSignal) =>
      call<SeriesAnswer>('/query/series', { method: 'POST', body, signal }),
    queryPanels: async (body: PanelQuery, signal?: AbortSignal) => {
      const answer = await ask('/query/panels', { method: 'POST', body, signal, accept: PANELS_MEDIA_TYPE });
      return decodePanels(new Uint8Array(await answer.arrayBuffer())) as PanelAnswer<Float64Array>;
    },
    /** A file of runs, a row each. */
    exportRuns: async (body: object) => (await ask('/query/runs/export', { method: 'POST', body })).blob(),
    /** A file of every point of series. */
    exportPoints: async (body: ExportQuery) => (await ask('/export', { method: 'POST', body })).blob(),
    queryRace: (body: RaceQuery, signal?: AbortSignal) =>
      call<RaceAnswer>('/query/race', { method: 'POST', body, signal: signal }),
    queryHistograms: (body: HistogramQuery, signal?: AbortSignal) =>
      call<HistogramAnswer>('/query/histograms', { method: 'POST', body, signal }),
    pauseRun: (id: string) => call<Run>(`${run(id)}/pause`, { method: 'POST' }),
    resumeRun: (id: string) => call<Run>(`${run(id)}/resume`, { method: 'POST' }),
    forkRun: (id: string, body: ForkRequest) => call<Run>(`${run(id)}/fork`, { method: 'POST', body }),
    planFork: (id: string, body: ForkRequest, signal?: AbortSignal) =>
      call<ForkPlan>(`${run(id)}/fork/plan`, { method: 'POST', body, signal }),
    lineage: (id: string) => call<Lineage>(`${run(id)}/lineage`),
    checkpoints: (id: string) => call<CheckpointList>(`${run(id)}/checkpoints`),
    saveCheckpoint: (id: string) => call<Checkpoint>(`${run(id)}/checkpoints`, { method: 'POST' }),
    pinCheckpoint: (id: string, step: number, pinned: boolean) =>
      call<Checkpoint>(`${run(id)}/checkpoints/${step}`, { method: 'PATCH', body: { pinned } }),
    deleteCheckpoint: (id: string, step: number) => call<void>(`${run(id)}/checkpoints/${step}`, { method: 'DELETE' }),
    checkpointAddress: (id: string, step: number) => `${base}${run(id)}/checkpoints/${step}`,
    runFiles: (id: string) => call<RunFileList>(`${run(id)}/files`),
    deleteRunFile: (id: string, name: string) =>
      call<void>(`${run(id)}/file?name=${encodeURIComponent(name)}`, { method: 'DELETE' }),
    runFileAddress: (id: string, name: string) => `${base}${run(id)}/file?name=${encodeURIComponent(name)}`,
    evaluation: (id: string) => call<EvaluationAnswer>(`${run(id)}/evaluation`),
    graph: (id: string) => call<GraphAnswer>(`${run(id)}/graph`),
    inspectable: (id: string) => call<Inspectable>(`${run(id)}/inspect`),
    boundary: async (id: string, signal?: AbortSignal) =>
      decodeBoundary(new Uint8Array(await (await ask(`${run(id)}/boundary`, { signal })).arrayBuffer())),
    predict: (id: string, body: Partial<PredictRequest>, signal?: AbortSignal) =>
      call<PredictAnswer>(`${run(id)}/predict`, { method: 'POST', body, signal }),
    scores: (id: string, set: string, checkpoint: number | null, signal?: AbortSignal) =>
      call<ScoresAnswer>(`${run(id)}/scores?set=${set}${checkpoint === null ? '' : `&checkpoint=${checkpoint}`}`, {
        signal,
      }),
    filters: (id: string, checkpoint: number | null, signal?: AbortSignal) =>
      call<FiltersAnswer>(`${run(id)}/filters${checkpoint === null ? '' : `?checkpoint=${checkpoint}`}`, { signal }),
    curvature: (id: string, checkpoint: number | null, signal?: AbortSignal) =>
      call<CurvatureAnswer>(`${run(id)}/curvature${checkpoint === null ? '' : `?checkpoint=${checkpoint}`}`, {
        signal,
      }),
    lossSurface: (id: string, body: Partial<LossSurfaceRequest>, signal?: AbortSignal) =>
      call<LossSurfaceAnswer>(`${run(id)}/loss-surface`, { method: 'POST', body, signal }),
    weightsAddress: (id: string, step: number) => `${base}${run(id)}/checkpoints/${step}/weights.safetensors`,
    /** A CSV of the predictions of a part of the data. */
    predictionsAddress: (id: string, set: string, checkpoint: number | null) =>
      `${base}${run(id)}/predictions?set=${set}${checkpoint === null ? '' : `&checkpoint=${checkpoint}`}`,
    datasets: () => call<DatasetList>('/datasets'),
    dataset: (name: string) => call<DatasetInfo>(dataset(name)),
    downloadDataset: (name: string) => call<DatasetInfo>(`${dataset(name)}/download`, { method: 'POST' }),
    uploadDataset: (name: string, file: Blob) => call<UploadedDataset>(dataset(name), { method: 'PUT', file }),
    setUploadReading: (name: string, reading: CsvReading) =>
      call<UploadedDataset>(`${dataset(name)}/reading`, { method: 'PUT', body: reading }),
    deleteUpload: (name: string) => call<void>(dataset(name), { method: 'DELETE' }),
  };
}

export type Api = ReturnType<typeof createApi>;

/** The message of any failure, for a person. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function toError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as Partial<ErrorBody> | null; // a proxy may answer in HTML
  if (!body?.error) return new ApiError('internal', `The server answered ${response.status} ${response.statusText}.`);
  const { code, message, details } = body.error;
  return new ApiError(code, message, Array.isArray(details?.fields) ? (details.fields as FieldError[]) : []);
}
