/** uPlot in the theme's colours. A module of its own, so that it is loaded with the first chart and not before. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { CurveScale, CurveSeries } from './curve-series.ts';
import type { Rows } from './decimate.ts';

interface PlotOptions {
  readonly series: readonly CurveSeries[];
  readonly scale: CurveScale;
  /** Plots of one group share the cursor. */
  readonly group: string;
  /** Which row the pointer is over, or null. */
  readonly oncursor: (index: number | null) => void;
}

export interface Plot {
  show(rows: Rows, hidden: ReadonlySet<string>): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

/** Width of the values beside a plot; the same in all plots, so that their steps are aligned. */
const Y_AXIS_WIDTH = 46;
const X_AXIS_HEIGHT = 26;
const LOG_OF_NOTHING: [number, number] = [0.1, 1];

export function createPlot(target: HTMLElement, { series, scale, group, oncursor }: PlotOptions): Plot {
  const { fontFamily, fontSize } = getComputedStyle(target);
  const colour = (token: string) => getComputedStyle(target).getPropertyValue(token);
  const axis: uPlot.Axis = {
    font: `${fontSize} ${fontFamily}`,
    stroke: () => colour('--ink-3'),
    grid: { stroke: () => colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: Math.max(1, target.clientWidth),
      height: Math.max(1, target.clientHeight),
      padding: [8, 14, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { setScale: false, x: false, y: false },
        sync: { key: group, setSeries: false },
        points: { size: 6 },
      },
      scales: {
        x: { time: false },
        // The enum of scales is in the types alone.
        // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
        y: scale === 'log' ? { distr: 3, range: (_, min, max) => logRange(min, max) } : {},
      },
      axes: [
        { ...axis, size: X_AXIS_HEIGHT },
        { ...axis, size: Y_AXIS_WIDTH },
      ],
      series: [
        {},
        ...series.map(({ label, token, dash }) => ({
          label,
          stroke: () => colour(token),
          dash: [...dash],
          width: 1.5,
          spanGaps: true,
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [({ cursor }) => oncursor(cursor.idx ?? null)] },
    },
    [[], ...series.map(() => [])],
    target,
  );
  const theme = new MutationObserver(() => plot.redraw(false));
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return {
    show: ({ x, ys }, hidden) =>
      plot.batch(() => {
        // The data first: without any, a scale that is asked for its range keeps the one of nothing.
        plot.setData([[...x], ...ys.map((column) => [...column])]);
        series.forEach(({ label }, i) => {
          const show = !hidden.has(label);
          if (plot.series[i + 1]?.show !== show) plot.setSeries(i + 1, { show });
        });
      }),
    resize: (width, height) => plot.setSize({ width, height }),
    destroy: () => {
      theme.disconnect();
      plot.destroy();
    },
  };
}

function logRange(min: number | null, max: number | null): uPlot.Range.MinMax {
  return min === null || max === null || min <= 0 ? LOG_OF_NOTHING : uPlot.rangeLog(min, max, 10, false);
}
