import type { Alert, AlertRule, Delivery, SaveAlertRule } from '../../shared/alert.ts';
import { type Api, errorMessage } from '../api/api.ts';

export type AlertsApi = Pick<
  Api,
  | 'alerts'
  | 'alertRules'
  | 'createAlertRule'
  | 'replaceAlertRule'
  | 'deleteAlertRule'
  | 'restoreAlertRule'
  | 'testAlertRule'
  | 'deliveries'
  | 'retryDelivery'
>;

/** The rules of a project, what they came true for, and what was sent. */
export class ProjectAlerts {
  rules = $state.raw<readonly AlertRule[] | null>(null);
  alerts = $state.raw<readonly Alert[]>([]);
  deliveries = $state.raw<readonly Delivery[]>([]);
  canEmail = $state(false);
  /** Why they could not be read. */
  problem = $state('');
  readonly #api: AlertsApi;
  readonly #project: string;

  constructor(api: AlertsApi, project: string) {
    this.#api = api;
    this.#project = project;
  }

  async read(): Promise<void> {
    try {
      const [{ rules, canEmail }] = await Promise.all([this.#api.alertRules(this.#project), this.readLog()]);
      this.rules = rules;
      this.canEmail = canEmail;
      this.problem = '';
    } catch (error) {
      this.problem = errorMessage(error);
    }
  }

  /** Reads what happened alone. */
  async readLog(): Promise<void> {
    const [{ alerts }, { deliveries }] = await Promise.all([
      this.#api.alerts({ project: this.#project, limit: '100' }),
      this.#api.deliveries(this.#project),
    ]);
    this.alerts = alerts;
    this.deliveries = deliveries;
  }

  async save(id: string | null, rule: SaveAlertRule): Promise<void> {
    if (id === null) await this.#api.createAlertRule(this.#project, rule);
    else await this.#api.replaceAlertRule(this.#project, id, rule);
    await this.read();
  }

  /** Switches a rule on or off. What a channel keeps secret stays where it is. */
  async enable({ id, condition, filter, channels }: AlertRule, enabled: boolean): Promise<void> {
    const kept = channels.map(({ signed: _, ...channel }) => channel) as SaveAlertRule['channels'];
    await this.save(id, { condition, filter, channels: kept, enabled });
  }

  async remove(id: string): Promise<void> {
    await this.#api.deleteAlertRule(this.#project, id);
    await this.read();
  }

  async restore(id: string): Promise<void> {
    await this.#api.restoreAlertRule(this.#project, id);
    await this.read();
  }

  async test(id: string): Promise<void> {
    await this.#api.testAlertRule(this.#project, id);
    await this.readLog();
  }

  async retry(delivery: number): Promise<void> {
    await this.#api.retryDelivery(this.#project, delivery);
    await this.readLog();
  }
}
