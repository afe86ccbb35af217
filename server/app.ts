import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { createAlerting } from './alerts/alerting.ts';
import type { AppOptions } from './app-options.ts';
import { createDatasetService } from './datasets/dataset-service.ts';
import { createTrainingData, dataBudgetBytes } from './datasets/training-data.ts';
import { alertRoutes } from './http/alerts.ts';
import { checkpointRoutes } from './http/checkpoints.ts';
import { datasetRoutes } from './http/datasets.ts';
import { exportRoutes } from './http/export.ts';
import { forkRoutes } from './http/forks.ts';
import { healthRoutes } from './http/health.ts';
import { ingestRoutes } from './http/ingest.ts';
import { inspectRoutes } from './http/inspect.ts';
import { launchRoutes } from './http/launch.ts';
import { refuseOtherMethods } from './http/methods.ts';
import { metricEditRoutes } from './http/metric-edits.ts';
import { metricSettingRoutes } from './http/metric-settings.ts';
import { metricRoutes } from './http/metrics.ts';
import { describeApi } from './http/openapi.ts';
import { panelRoutes } from './http/panels.ts';
import { projectRoutes } from './http/projects.ts';
import { queueRoutes } from './http/queue.ts';
import { raceRoutes } from './http/race.ts';
import { recipeRoutes } from './http/recipes.ts';
import { reportRoutes } from './http/reports.ts';
import { reproductionRoutes } from './http/reproduction.ts';
import { runEditRoutes } from './http/run-edits.ts';
import { runExportRoutes } from './http/run-export.ts';
import { runFileRoutes } from './http/run-files.ts';
import { runGroupRoutes } from './http/run-groups.ts';
import { runRoutes } from './http/runs.ts';
import { scriptRoutes } from './http/scripts.ts';
import { closeSockets, createHttpServer, cutStalled, localAddress } from './http/server.ts';
import { serveWeb } from './http/static.ts';
import { steeringRoutes } from './http/steering.ts';
import { studyRoutes } from './http/studies.ts';
import { trainingControlRoutes } from './http/training-control.ts';
import { viewRoutes } from './http/views.ts';
import { workerRoutes } from './http/workers.ts';
import { createBatchReader } from './ingest/batch-reader.ts';
import { createDiskGuard } from './ingest/disk-space.ts';
import { createIngest } from './ingest/ingest.ts';
import { createInspecting } from './inspect/inspecting.ts';
import { createBus } from './live/bus.ts';
import { createHub } from './live/hub.ts';
import { liveSocket } from './live/socket.ts';
import { createScripting } from './scripts/scripting.ts';
import { createCheckpointService } from './services/checkpoint-service.ts';
import { createDocumentService } from './services/document-service.ts';
import { createExportService } from './services/export-service.ts';
import { createForkService } from './services/fork-service.ts';
import { createHousekeeping } from './services/housekeeping.ts';
import { createLaunchService } from './services/launch-service.ts';
import { createLineageService } from './services/lineage-service.ts';
import { createMetricService } from './services/metric-service.ts';
import { createMetricSettingService } from './services/metric-setting-service.ts';
import { createPanelService } from './services/panel-service.ts';
import { createProjectService } from './services/project-service.ts';
import { createQueueRoom } from './services/queue-room.ts';
import { createQueueService } from './services/queue-service.ts';
import { createQueueWatch } from './services/queue-watch.ts';
import { createRaceService } from './services/race-service.ts';
import { createReaper } from './services/reaper.ts';
import { createRecipeService } from './services/recipe-service.ts';
import { createRepair } from './services/repair.ts';
import { createReportService } from './services/report-service.ts';
import { createReproductionService } from './services/reproduction-service.ts';
import { createRunAccess } from './services/run-access.ts';
import { createRunEditService } from './services/run-edit-service.ts';
import { createRunExportService } from './services/run-export-service.ts';
import { createRunFieldService } from './services/run-field-service.ts';
import { createRunFileService } from './services/run-file-service.ts';
import { makeRunName } from './services/run-names.ts';
import { createRunPurge } from './services/run-purge.ts';
import { createRunService } from './services/run-service.ts';
import { createRunStarts } from './services/run-starts.ts';
import { readShippedRecipes } from './services/shipped-recipes.ts';
import { createStartFiles } from './services/start-files.ts';
import { createSteeringService } from './services/steering-service.ts';
import { createTrainingControl } from './services/training-control.ts';
import { createViewService } from './services/view-service.ts';
import { openStorage } from './storage.ts';
import { createAlertStore } from './store/alerts/alert-store.ts';
import { createDocumentStore } from './store/documents/document-store.ts';
import { createProjectStore } from './store/documents/project-store.ts';
import { createRecipeStore } from './store/documents/recipe-store.ts';
import { createMetricSettingStore } from './store/runs/metric-setting-store.ts';
import { createSeenTime } from './store/seen-time.ts';
import { createStudyStore } from './store/studies/study-store.ts';
import { createStudying } from './studies/studying.ts';
import { createTraining } from './training.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface App {
  /** Ready to listen, on nothing yet. Its `close` undoes everything, in order. */
  http: FastifyInstance;
  /** Lets queued runs train. */
  start(): Promise<void>;
}

/** The whole server, put together. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, version, now = Date.now, elapsed = () => performance.now() } = options;
  const http = await createHttpServer({
    host: config.host,
    allowedHosts: listOf(config['allowed-hosts']),
    embedders: listOf(config['allow-embed']),
    logLevel: config['log-level'],
    checkAnswers: options.checkAnswers ?? false,
  });
  const onError = (error: unknown) => http.log.error(error);

  const storage = openStorage(config, { now, onError });
  const { database, agent, store, queue, blobs, metrics } = storage;
  const bus = createBus(onError);
  const disk = createDiskGuard(config.data, options.freeBytes);
  const access = createRunAccess({ meta: store });
  const reader = createBatchReader();
  const ingest = createIngest({
    ...{ findRun: access.findState, meta: store, metrics, bus, disk, reader, now },
    ...(options.maxWaitingBytes !== undefined && { maxWaitingBytes: options.maxWaitingBytes }),
  });

  const datasets = createDatasetService({
    dataFolder: join(config.data, 'datasets'),
    blobs,
    ...(config.datasets !== '' && { datasetsFolder: config.datasets }),
  });
  const scripting = createScripting({
    ...{ config, meta: store, metrics, blobs, bus, now },
    store: ingest.fromThread,
    listening: () => http.server.address(),
  });
  const scripts = scripting.registry;
  const data = options.trainingData ?? createTrainingData({ budgetBytes: dataBudgetBytes() });
  const training = createTraining({
    ...{ options, storage, bus, ingest, datasets, data, now, onError },
    scripts: scripting.runner,
  });
  const { pool, phases, runner, workers, criteria } = training;

  const newId = () => randomUUID().replaceAll('-', '').slice(0, 12);
  const runs = createRunService({
    ...{ access, meta: store, queue, metrics, bus, phaseOf: phases.of, now, newId },
    scriptSays: scripting.runner.say,
    newName: () => makeRunName(Math.random),
  });
  const starts = createRunStarts({ access, blobs });
  const startFiles = createStartFiles({ access, blobs });
  const room = createQueueRoom(queue, options.maxWaitingRuns);
  const launch = createLaunchService({
    ...{ runs, room, disk, starts, startFiles, scripts, newId },
    parentChanged: (run) => bus.publish({ type: 'run', run }),
    resolveDataset: (choice, by) => datasets.resolve(choice, by),
    wake: runner.wake,
  });
  const control = createTrainingControl({ access, meta: store, queue, runs, bus, scripts, now, wake: runner.wake });
  const queueService = createQueueService({ queue, meta: store, runs, control, bus, workers });
  const queueWatch = createQueueWatch({ bus, queue, training: () => runner.busy().map(({ run }) => run), onError });
  const checkpoints = createCheckpointService({ access, blobs, criteria, ask: runner.ask });
  const inspecting = createInspecting({
    ...{ access, blobs, kernels: pool.kernels, onError },
    resolveDataset: (choice) => datasets.resolve(choice),
  });
  const purge = createRunPurge({ access, meta: store, metrics, blobs, bus, now });
  const seenTime = createSeenTime({ folder: config.data, now, elapsed });
  const reaper = createReaper({
    ...{ meta: store, queue, metrics, purge, blobs, bus, scripts, now, elapsed },
    seenNow: seenTime.now,
  });
  const hub = createHub({
    bus,
    commitsAfter: async (run, rev) => ((await access.isUsable(run)) ? metrics.commitsAfter(run, rev) : []),
    getRuns: runs.getMany,
    onError,
    ...(options.liveTickMs !== undefined && { tickMs: options.liveTickMs }),
  });

  const alerts = createAlerting({
    ...{ alerts: createAlertStore(database.db), meta: store, metrics, bus, now, newId, onError },
    ...{ smtp: config.smtp, from: config['smtp-from'], allowPrivate: config['alert-allow-private'] },
    address: () => config['public-url'] || localAddress(http),
    tickMs: options.alertTickMs,
  });
  await alerts.open();

  const studying = createStudying({
    studies: createStudyStore(database.db),
    ...{ access, runs, launch, ingest, metrics, bus, scripts, now, elapsed, newId, onError },
    resolveDataset: (choice, by) => datasets.resolve(choice, by),
  });
  await studying.open();

  const metricService = createMetricService({ access, metrics });
  const metricSettings = createMetricSettingService({ settings: createMetricSettingStore(database.db), bus });
  const documentsOf = (kind: 'view' | 'report') =>
    createDocumentService({ kind, documents: createDocumentStore(database.db, kind), now, newId });
  await describeApi(http, version);
  const allRegistered = refuseOtherMethods(http, '/api/v1');
  await http.register(
    async (api) => {
      await api.register(healthRoutes, { version, canEmbed: config['allow-embed'] !== '' });
      await api.register(runRoutes, { runs, purge });
      await api.register(runEditRoutes, { runs, edits: createRunEditService({ access, meta: store, runs, bus, now }) });
      await api.register(runGroupRoutes, { runs, fields: createRunFieldService({ meta: store, metrics }) });
      await api.register(projectRoutes, {
        projects: createProjectService({ projects: createProjectStore(database.db), now }),
      });
      await api.register(viewRoutes, { views: createViewService({ documents: documentsOf('view') }) });
      await api.register(reportRoutes, { reports: createReportService({ documents: documentsOf('report') }) });
      await api.register(ingestRoutes, { ingest, maxBodiesBytes: options.maxBodiesBytes });
      await api.register(metricRoutes, { metrics: metricService });
      await api.register(panelRoutes, { panels: createPanelService({ metrics: metricService }) });
      await api.register(raceRoutes, { race: createRaceService({ access, metrics }) });
      await api.register(metricSettingRoutes, { settings: metricSettings });
      await api.register(metricEditRoutes, createRepair({ access, meta: store, runs, metrics, bus, now }));
      await api.register(exportRoutes, { exports: createExportService({ access, metrics }) });
      await api.register(runExportRoutes, {
        exports: createRunExportService({ runs, settings: createMetricSettingStore(database.db), now }),
      });
      await api.register(checkpointRoutes, { checkpoints });
      await api.register(runFileRoutes, { files: createRunFileService({ access, blobs, disk, bus, now }) });
      await api.register(inspectRoutes, inspecting);
      await api.register(alertRoutes, { alerts: alerts.service, canEmail: alerts.canEmail });
      await api.register(launchRoutes, { launch });
      await api.register(scriptRoutes, { scripts });
      await api.register(recipeRoutes, {
        recipes: createRecipeService({
          ...{ store: createRecipeStore(database.db), meta: store, launch, findDataset: datasets.get, now },
          shipped: readShippedRecipes(join(ROOT, 'recipes')),
        }),
      });
      await api.register(trainingControlRoutes, { control });
      await api.register(forkRoutes, {
        forks: createForkService({ starts, launch, findDataset: datasets.get }),
        lineage: createLineageService({ access, meta: store, runs }),
      });
      await api.register(studyRoutes, { studies: studying.service, remote: studying.remote });
      await api.register(reproductionRoutes, {
        reproductions: createReproductionService({
          ...{ access, meta: store, metrics, blobs, startFiles, runs, room, control, newId },
          wake: runner.wake,
        }),
      });
      await api.register(queueRoutes, { queue: queueService });
      await api.register(workerRoutes, { queue: queueService });
      await api.register(steeringRoutes, { steering: createSteeringService({ control, ask: runner.ask }) });
      await api.register(datasetRoutes, { datasets });
      await api.register(liveSocket, { hub });
    },
    { prefix: '/api/v1' },
  );
  allRegistered();
  await serveWeb(http, options.webRoot ?? join(ROOT, 'web/dist'));

  const housekeeping = createHousekeeping({
    ...{ agent, reaper, runner, startFiles, onError },
    heartbeatCheckMs: options.heartbeatCheckMs,
    holdBallast: async () => (await disk.isLow()) || database.ballast.hold(),
  });

  http.addHook('preClose', async () => {
    cutStalled(http);
    await housekeeping.close();
    await alerts.close();
    await studying.close();
    await datasets.close();
    await Promise.all([training.close(), inspecting.close()]);
    queueWatch.close();
    await ingest.drain();
    await hub.close();
    closeSockets(http);
  });
  http.addHook('onClose', async () => {
    await ingest.drain(); // what came in since, of clients that are gone by now
    await reader.close();
    await metrics.close();
    seenTime.now();
    database.close();
  });

  return { http, start: () => housekeeping.start().then(training.start) };
}

function listOf(setting: string): string[] {
  return setting
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
}
