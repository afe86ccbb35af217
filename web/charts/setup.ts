import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import {
  ClockScale,
  DurationScale,
  LogDurationScale,
  LogScale,
  QuantityScale,
  StepScale,
  ValueScale,
} from './axes/scales.ts';

Chart.register(
  ClockScale,
  DurationScale,
  Filler,
  LinearScale,
  LogDurationScale,
  LineController,
  LineElement,
  LogScale,
  MatrixController,
  MatrixElement,
  PointElement,
  QuantityScale,
  StepScale,
  ValueScale,
);
Chart.defaults.animation = false;
Chart.defaults.responsive = true;
Chart.defaults.maintainAspectRatio = false;

/** Chart.js with just what Lossboard draws with. */
export { Chart };
