import type { Ink } from '../charts/ink.ts';
import type { ThemeName } from '../core/colors.ts';
import type { ArrowKind } from './arrows.ts';
import type { ContourMap } from './contours.ts';
import type { Frame } from './frame.ts';

/** A descent in the plane that is drawn. */
export interface DrawnPath {
  run: string;
  label: string;
  color: string;
  dash: number[];
  steps: readonly number[];
  x: Float64Array;
  y: Float64Array;
  /** The place of the step that is shown; −1 before its first. */
  place: number;
  /** Whether another run is looked at. */
  isDim: boolean;
}

/** An arrow in the plane, in coordinates. */
export interface PlaneArrow {
  kind: ArrowKind;
  from: readonly [number, number];
  by: readonly [number, number];
  /** Pixels further down, so that arrows along one line lie beside each other. */
  shift: number;
}

/** A function of one coordinate, as its graph. */
export interface Graph {
  x: Float64Array;
  y: Float64Array;
}

/** All that a picture of a surface shows. */
export interface SurfaceScene {
  frame: Frame;
  ink: Ink;
  theme: ThemeName;
  names: { x: string; y: string };
  /** Of two coordinates. */
  map: ContourMap | null;
  /** Of one coordinate. */
  graph: Graph | null;
  minima: readonly (readonly [number, number])[];
  paths: readonly DrawnPath[];
  arrows: readonly PlaneArrow[];
  arrowScale: number;
  arrowColors: Record<ArrowKind, string>;
}
