import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import zoom from 'chartjs-plugin-zoom';
import { ClockScale, DurationScale, LogScale, StepScale, ValueScale } from './axes/scales.ts';

Chart.register(
  ClockScale,
  DurationScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogScale,
  MatrixController,
  MatrixElement,
  PointElement,
  StepScale,
  ValueScale,
  zoom,
);
Chart.defaults.animation = false;
Chart.defaults.responsive = true;
Chart.defaults.maintainAspectRatio = false;

/** Chart.js with just what Lossboard draws with. */
export { Chart };
